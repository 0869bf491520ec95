// Hand over: the knobs are handed to gradient descent, and turn by themselves until it is flat or a hand stops them.

import { curvature } from "../player/gradientdescent.js";
import { perVariable } from "../player/errorsource.js";

const STEPS_PER_SECOND = 20; // slow enough to watch
const FLAT = 1e-4; // of the slope at the start: then there is nothing left to do
const MOST_STEPS = 2000;

/**
 * button: starts and stops it. settings(): where the knobs stand. turn(settings, done): turns them.
 * Without a player (where the kernel computes) the button is hidden. Returns {stop}.
 */
export function makeHandOver(stage, button, source, settings, turn) {
  button.hidden = !source.player;
  let timer = null;
  let count = 0;

  const stop = () => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    button.textContent = "hand over";
    turn(settings(), true);
  };
  const start = () => {
    const first = source.compute(settings());
    const rate = learningRate(source.player, settings());
    const flat = FLAT * Math.hypot(...first.slopes);
    // Who wants little motion sees the knobs jump twice a second, several steps at a time.
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const stepsAtOnce = calm ? STEPS_PER_SECOND / 2 : 1;
    count = 0;
    button.textContent = "stop";
    timer = setInterval(() => {
      let now = settings();
      for (let k = 0; k < stepsAtOnce; k++) {
        const { slopes } = source.compute(now);
        now = now.map((x, i) => x - rate * slopes[i]);
        if (++count >= MOST_STEPS || !(Math.hypot(...slopes) > flat)) return stop();
      }
      turn(now, false);
    }, (1000 / STEPS_PER_SECOND) * stepsAtOnce);
  };
  button.textContent = "hand over";
  button.addEventListener("click", () => (timer === null ? start() : stop()));
  stage.atEnd(stop);
  return { stop };
}

/** A tenth of the learning rate at which descent would blow up here: safe, and slow enough to watch. */
function learningRate(player, settings) {
  const { largest, learningRate } = curvature(player, perVariable(settings, player.sizes));
  return largest > 0 ? learningRate / 10 : 0.01;
}
