// The lanes: one for each runner, with the look of its path, a switch, how it is doing, and its settings as sliders.

import { RUNNERS, SETTINGS, colourOf } from "./runners.js";
import { makeSlider } from "../kit/slider.js";

/**
 * Fills the element `.lanes` of the stage. names: the runners. switched(name, on), turned(name, setting, value, done):
 * called by hand. Returns {show(name, {settings, on, words}), paint()}.
 */
export function makeLanes(stage, names, { switched, turned }) {
  const lanes = Object.fromEntries(names.map((name) => [name, makeLane(name, switched, turned)]));
  stage.find(".lanes").replaceChildren(...names.map((name) => lanes[name].element));
  return {
    show: (name, state) => lanes[name].show(state),
    paint() {
      for (const name of names) lanes[name].element.style.setProperty("--runner", colourOf(name, stage.palette));
    },
  };
}

function makeLane(name, switched, turned) {
  const { mark, dash } = RUNNERS[name];
  const element = document.createElement("div");
  element.className = "lane";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
  element.innerHTML = `
    <div class="lane-head">
      <label><input type="checkbox"><svg width="70" height="22" aria-hidden="true"><line x1="0" x2="70" y1="11" y2="11" stroke-dasharray="${dash}"/><circle cx="35" cy="11" r="10"/><text x="35" y="15">${mark}</text></svg><span>${name}</span></label>
      <span class="lane-words"></span>
    </div>
    <div class="lane-settings"></div>`;
  const box = element.querySelector("input");
  const words = element.querySelector(".lane-words");
  box.addEventListener("change", () => switched(name, box.checked));
  const sliders = {};

  return {
    element,
    show({ settings, on, words: said }) {
      box.checked = on;
      element.classList.toggle("lane-off", !on);
      if (words.textContent !== said) words.textContent = said;
      for (const [setting, value] of Object.entries(settings)) {
        if (!sliders[setting]) {
          const about = SETTINGS[setting];
          const spoken = `${name} ${about.name}`;
          sliders[setting] = makeSlider({ ...about, spoken }, (x, done) => turned(name, setting, x, done));
          element.querySelector(".lane-settings").append(sliders[setting].element);
        }
        sliders[setting].show(value);
      }
    },
  };
}
