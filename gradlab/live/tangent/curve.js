// The curve of a function from its values and slopes on a grid: where it has to be broken, and which part is worth seeing.

import { padded } from "../kit/linefit.js";

const VISIBLE = 0.04; // a gap of this share of the picture's height looks like a jump

/** `count` places from low to high. */
export const grid = (low, high, count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/**
 * Which values the picture spans, [bottom, top]: all of them, unless a few near a pole lie so far out that nothing else could
 * be seen.
 */
export function span(values) {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  if (!sorted.length) return [-1, 1];
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const most = at(0.95) - at(0.05);
  const far = most > 0 && at(1) - at(0) > 6 * most;
  const room = most * 0.5;
  return padded(far ? [Math.max(at(0), at(0.05) - room), Math.min(at(1), at(0.95) + room)] : [at(0), at(1)], 0.08);
}

/**
 * The pieces [first, last] of the grid that may be joined by a line. It is broken where there is no value, and where it jumps: where
 * the way from one value to the next fits neither slope at its ends. height: of the picture, in units of the values.
 */
export function pieces(places, values, slopes, height) {
  const found = [];
  let first = null;
  values.forEach((y, i) => {
    if (!Number.isFinite(y)) first = null;
    else if (first === null || jumps(i)) found.push([(first = i), i]);
    else found.at(-1)[1] = i;
  });
  return found;

  function jumps(i) {
    const width = places[i] - places[i - 1];
    const [before, after] = [slopes[i - 1], slopes[i]];
    if (!(Number.isFinite(before) && Number.isFinite(after))) return false;
    const between = (values[i] - values[i - 1]) / width;
    const room = Math.abs(after - before);
    const fits = between >= Math.min(before, after) - room && between <= Math.max(before, after) + room;
    return !fits && Math.abs(between - (before + after) / 2) * width > VISIBLE * height;
  }
}
