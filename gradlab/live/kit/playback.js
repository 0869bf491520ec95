// The playback: play, pause, one step, any step, and how fast. It keeps the clock of the play.

import { makeSlider } from "./slider.js";
import { clamp } from "./numbers.js";

const FORWARD = "M2 2 L10 8 L2 14 Z";
const icon = (path) => `<svg viewBox="0 0 14 16" width="12" height="14" aria-hidden="true"><path d="${path}" fill="currentColor"/></svg>`;
const BACK = "M12 2 L4 8 L12 14 Z";
const BAR_LEFT = "M1 2 h2 v12 h-2 Z ";
const BAR_RIGHT = "M11 2 h2 v12 h-2 Z ";
const TWO_BARS = "M2 2 h4 v12 h-4 Z M8 2 h4 v12 h-4 Z";

export const PLAYBACK = `
  <div class="playback" role="toolbar" aria-label="Playback">
    <button type="button" class="to-start" aria-label="to the start">${icon(BAR_LEFT + BACK)}</button><button
      type="button" class="step-back" aria-label="one step back">${icon(BACK)}</button><button
      type="button" class="play"><span class="play-icon"></span> <span class="play-word"></span></button><button
      type="button" class="step-forward" aria-label="one step forward">${icon(FORWARD)}</button><button
      type="button" class="to-end" aria-label="to the end">${icon(BAR_RIGHT + FORWARD)}</button>
    <label class="pace-label"><select class="pace" aria-label="steps a second"></select> steps a second</label>
  </div>
  <div class="cursor"></div>`;

const LONGEST_FRAME = 0.25; // seconds: what was not seen is not skipped
const STILL_FOR = 0.5; // seconds between two pictures for those who want no motion

/**
 * Fills the PLAYBACK that stands in the stage. model: with the traits step, playing, speed, _speeds and _steps. last(): the
 * last step that can be shown; describe(step): what is seen there, in words. Returns {position(now), show(position)};
 * position(now) is the cursor on the way from step to step, a whole number while nothing plays.
 */
export function makePlayback(stage, model, last, describe) {
  const steps = model.get("_steps");
  const speed = stage.find(".pace");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const slider = makeSlider({ name: "step", low: 0, high: steps, step: 1, written: (step) => `${step} of ${steps}` }, go);
  let clock = null; // where the play is between two steps, what of it is seen, and since when
  let drawn = null; // whether the button shows the sign for pause

  stage.find(".cursor").append(slider.element);
  speed.innerHTML = model.get("_speeds").map((n) => `<option>${n}</option>`).join("");

  const cursor = () => Math.min(model.get("step"), last());
  function go(step, done) {
    model.set("playing", false);
    stage.set("step", clamp(step, 0, last()), done);
  }
  function play() {
    const playing = !model.get("playing");
    if (playing && cursor() === last()) model.set("step", 0);
    stage.set("playing", playing, true);
  }
  const press = (selector, action) => stage.find(selector).addEventListener("click", action);
  press(".to-start", () => go(0, true));
  press(".step-back", () => go(cursor() - 1, true));
  press(".play", play);
  press(".step-forward", () => go(cursor() + 1, true));
  press(".to-end", () => go(last(), true));
  speed.addEventListener("change", () => stage.set("speed", Number(speed.value), true));

  /** Move the clock on to `now` (milliseconds), and the cursor with it. */
  function position(now) {
    const step = cursor();
    if (!model.get("playing")) {
      clock = null;
      return step;
    }
    // Begun, or moved by another hand.
    if (!clock || Math.floor(clock.shown) !== step) clock = { at: step, time: now, shown: step, since: now };
    clock.at = Math.min(last(), clock.at + model.get("speed") * Math.min(LONGEST_FRAME, (now - clock.time) / 1000));
    clock.time = now;
    if (!still.matches) clock.shown = clock.at;
    else if (now - clock.since >= 1000 * STILL_FOR) Object.assign(clock, { shown: Math.floor(clock.at), since: now });
    if (Math.floor(clock.shown) !== step) stage.set("step", Math.floor(clock.shown), false);
    if (clock.shown === last()) stage.set("playing", false, true);
    else stage.request();
    return clock.shown;
  }

  function show(position) {
    const step = Math.floor(position);
    slider.show(step, describe(step));
    speed.value = model.get("speed");
    const playing = model.get("playing");
    if (drawn === playing) return;
    drawn = playing;
    stage.find(".play-icon").innerHTML = icon(playing ? TWO_BARS : FORWARD);
    stage.find(".play-word").textContent = playing ? "pause" : "play";
  }
  return { position, show };
}
