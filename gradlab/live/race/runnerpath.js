// The way of a runner as it can be painted: points of the hill, cut where they leave the picture far behind, and the place
// to which a runner is pinned when it has left.

import { along, shareOf } from "../terrain/surface.js";

const FAR = 2; // pictures beyond the edge: what lies farther is not handed to the canvas, which breaks on huge numbers

/** The points [a, b, error] of a run up to a step. A point that lies far outside is drawn back towards its neighbour. */
export function wayUpTo({ settings, errors }, step, first, second) {
  const shares = (k) => [shareOf(first, settings[2 * k]), shareOf(second, settings[2 * k + 1])];
  const near = (k) => k >= 0 && k <= step && shares(k).every((share) => share >= -FAR && share <= 1 + FAR);
  const points = [];
  for (let k = 0; k <= step; k++) {
    if (near(k)) points.push([settings[2 * k], settings[2 * k + 1], errors[k]]);
    else {
      if (near(k - 1)) points.push(drawnBack(shares(k - 1), shares(k), errors[k - 1], first, second));
      if (near(k + 1)) points.push(drawnBack(shares(k + 1), shares(k), errors[k + 1], first, second));
    }
  }
  return points;
}

/** From a near point towards a far one, as far as the edge of what is painted. */
function drawnBack(from, to, error, first, second) {
  let part = 1;
  for (let i = 0; i < 2; i++) {
    const by = to[i] - from[i];
    const edge = by > 0 ? 1 + FAR : -FAR;
    if (by !== 0) part = Math.min(part, (edge - from[i]) / by);
  }
  const at = from.map((share, i) => share + part * (Number.isFinite(to[i]) ? to[i] - from[i] : 0));
  return [along(first, at[0]), along(second, at[1]), error];
}

/** Where a runner is shown: where it is, or pinned to the edge of the picture that it has left. */
export function pinned([a, b], first, second) {
  const inside = (knob, x) => Math.min(knob.high, Math.max(knob.low, x));
  const at = [inside(first, a), inside(second, b)];
  return { at, left: at[0] !== a || at[1] !== b };
}
