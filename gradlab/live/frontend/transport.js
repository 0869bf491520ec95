// The race controls: to the start, play and pause, one step, a slider over all steps, and the speed. While it plays, the
// step follows the clock on the wall, so that a slow machine shows fewer pictures and not a slower race.

import { makeNumberSlider } from "./numberslider.js";

export const TRANSPORT = `
  <div class="transport" role="group" aria-label="Race controls">
    <button type="button" class="rewind">to start</button><button type="button" class="play"></button><button type="button" class="one-step">+1 step</button>
    <label class="speed">speed <select>
      <option value="10">10 steps a second</option><option value="30" selected>30 steps a second</option>
      <option value="60">60 steps a second</option><option value="150">150 steps a second</option>
    </select></label>
    <div class="scrub"></div>
  </div>`;

const STILL_FOR = 500; // milliseconds between two pictures where motion is not wanted

/**
 * Fills the TRANSPORT that stands in the stage. model: holds the traits `step` and `playing`. steps: how many there are.
 * Returns {show()}.
 */
export function makeTransport(stage, model, steps) {
  const play = stage.find(".play");
  const speed = stage.find(".speed select");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const scrub = makeNumberSlider({ label: "step", low: 0, high: steps, step: 1, voice: (step) => `step ${step} of ${steps}` }, (step, done) => {
    pause();
    stage.set("step", step, done);
  });
  stage.find(".scrub").append(scrub.element);
  let frame = null;
  let base = null; // when and at which step the clock was started
  let lastSet = null;

  const pause = () => {
    if (model.get("playing")) stage.set("playing", false, true);
  };
  const go = (step) => stage.set("step", Math.min(steps, Math.max(0, step)), true);
  play.addEventListener("click", () => {
    if (!model.get("playing") && model.get("step") >= steps) model.set("step", 0);
    stage.set("playing", !model.get("playing"), true);
  });
  stage.find(".one-step").addEventListener("click", () => {
    pause();
    go(model.get("step") + 1);
  });
  stage.find(".rewind").addEventListener("click", () => {
    pause();
    go(0);
  });
  speed.addEventListener("change", () => (base = null));

  function tick(now) {
    frame = null;
    if (!model.get("playing")) return;
    frame = requestAnimationFrame(tick);
    const step = model.get("step");
    if (base === null || step !== lastSet) base = { now, step }; // started, or moved by another hand
    lastSet = step;
    if (calm.matches && now - base.now < STILL_FOR) return;
    const due = Math.min(steps, base.step + Math.floor(((now - base.now) / 1000) * Number(speed.value)));
    if (due === step && step < steps) return;
    if (calm.matches) base = null;
    lastSet = due;
    model.set("step", due);
    if (due === steps) model.set("playing", false);
    stage.sync(due === steps);
  }
  function follow() {
    base = null;
    if (model.get("playing")) frame ??= requestAnimationFrame(tick);
  }
  model.on("change:playing", follow);
  stage.atEnd(() => {
    model.off("change:playing", follow);
    if (frame !== null) cancelAnimationFrame(frame);
  });
  follow();

  return {
    show() {
      const playing = model.get("playing");
      const words = playing ? "❚❚ pause" : "▶ play";
      if (play.textContent !== words) play.textContent = words;
      scrub.show(model.get("step"));
    },
  };
}
