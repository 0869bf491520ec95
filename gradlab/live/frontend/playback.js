// The playback: play, pause, one step, any step, and how fast. It keeps the clock of the play.

const FORWARD = "M2 2 L10 8 L2 14 Z";
const icon = (path) => `<svg viewBox="0 0 14 16" width="12" height="14" aria-hidden="true"><path d="${path}" fill="currentColor"/></svg>`;
const BACK = "M12 2 L4 8 L12 14 Z";
const BAR_LEFT = "M1 2 h2 v12 h-2 Z ";
const BAR_RIGHT = "M11 2 h2 v12 h-2 Z ";
const TWO_BARS = "M2 2 h4 v12 h-4 Z M8 2 h4 v12 h-4 Z";

export const PLAYBACK = `
  <div class="playback" role="toolbar" aria-label="The run">
    <button type="button" class="to-start" aria-label="to the start">${icon(BAR_LEFT + BACK)}</button><button
      type="button" class="step-back" aria-label="one step back">${icon(BACK)}</button><button
      type="button" class="play-run"><span class="play-icon"></span> <span class="play-word"></span></button><button
      type="button" class="step-forward" aria-label="one step forward">${icon(FORWARD)}</button><button
      type="button" class="to-end" aria-label="to the end">${icon(BAR_RIGHT + FORWARD)}</button>
    <label class="pace-label"><select class="pace" aria-label="steps a second"></select> steps a second</label>
  </div>
  <div class="cursor">
    <label>step</label><input type="range" class="step-slider" min="0" step="1"><output class="step-words"></output>
  </div>`;

const LONGEST_FRAME = 0.25; // seconds: what was not seen is not skipped
const STILL_SPEED = 2; // steps a second for those who want no motion

/**
 * Fills the PLAYBACK that stands in the stage. model: with the traits step, playing and speed. last(): the last step that
 * can be shown; describe(step): what is seen there, in words. Returns {position(now), show(position)}; position(now) is the
 * cursor on the way from step to step, a whole number while nothing plays.
 */
export function makePlayback(stage, model, last, describe) {
  const steps = model.get("_steps");
  const slider = stage.find(".step-slider");
  const speed = stage.find(".pace");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let clock = null; // {at, time}: where the play is between two steps
  let drawn = null; // whether the button shows the sign for pause

  slider.id = `gradlab-step-${Math.random().toString(36).slice(2)}`; // every view has its own
  slider.max = steps;
  stage.find(".cursor label").htmlFor = slider.id;
  speed.innerHTML = model.get("_speeds").map((n) => `<option>${n}</option>`).join("");

  const cursor = () => Math.min(model.get("step"), last());
  function go(step, done) {
    model.set("playing", false);
    stage.set("step", Math.min(last(), Math.max(0, step)), done);
  }
  function play() {
    const playing = !model.get("playing");
    if (playing && cursor() === last()) model.set("step", 0);
    stage.set("playing", playing, true);
  }
  const press = (selector, action) => stage.find(selector).addEventListener("click", action);
  press(".to-start", () => go(0, true));
  press(".step-back", () => go(cursor() - 1, true));
  press(".play-run", play);
  press(".step-forward", () => go(cursor() + 1, true));
  press(".to-end", () => go(last(), true));
  slider.addEventListener("input", () => go(Number(slider.value), false));
  slider.addEventListener("change", () => go(Number(slider.value), true));
  speed.addEventListener("change", () => stage.set("speed", Number(speed.value), true));

  /** Move the clock on to `now` (milliseconds), and the cursor with it. */
  function position(now) {
    const step = cursor();
    if (!model.get("playing")) {
      clock = null;
      return step;
    }
    if (!clock || Math.floor(clock.at) !== step) clock = { at: step, time: now };
    const pace = still.matches ? Math.min(STILL_SPEED, model.get("speed")) : model.get("speed");
    clock.at = Math.min(last(), clock.at + pace * Math.min(LONGEST_FRAME, (now - clock.time) / 1000));
    clock.time = now;
    if (Math.floor(clock.at) !== step) stage.set("step", Math.floor(clock.at), false);
    if (clock.at === last()) stage.set("playing", false, true);
    else stage.request();
    return still.matches ? Math.floor(clock.at) : clock.at;
  }

  function show(position) {
    const step = Math.floor(position);
    slider.value = step;
    slider.setAttribute("aria-valuetext", describe(step));
    stage.find(".step-words").textContent = `${step} of ${steps}`;
    speed.value = model.get("speed");
    const playing = model.get("playing");
    if (drawn === playing) return;
    drawn = playing;
    stage.find(".play-icon").innerHTML = icon(playing ? TWO_BARS : FORWARD);
    stage.find(".play-word").textContent = playing ? "pause" : "play";
  }
  return { position, show };
}
