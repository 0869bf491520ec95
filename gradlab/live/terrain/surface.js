// A surface: heights over a grid of two knobs, made once by the player, with what the pictures of it need.

import { contourPieces, extremes, levels } from "./contours.js";
import { clamp } from "../kit/numbers.js";

const LINES = 14;

/**
 * heightAt(a, b): the error there. first, second: {low, high, name} of the two knobs. n: points along each side.
 * scale: "linear", or "log" for landscapes whose walls are a thousand times higher than their valleys.
 * Returns {n, first, second, heights, low, high, scale, share(height) from 0 at the bottom to 1 at the top, shareAt(a, b) the
 * same on the painted ground, pieces, heightAt}. Who draws much on it may add: depth, of the ground's colour, and a finish
 * line: finish, pieces [x1, y1, x2, y2] in shares of the ranges, at finishHeight.
 */
export function makeSurface(heightAt, first, second, n, scale = "linear") {
  return surfaceFrom(sample(heightAt, first, second, n), n, first, second, scale, heightAt);
}

/** The heights over an n × n grid, row by row: the rows go along the second knob. */
export function sample(heightAt, first, second, n) {
  const heights = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) heights[i * n + j] = heightAt(along(first, j / (n - 1)), along(second, i / (n - 1)));
  }
  return heights;
}

/** The same from heights that are known already, row by row: the rows go along the second knob. */
export function surfaceFrom(heights, n, first, second, scale, heightAt = null) {
  const [low, high] = extremes(heights);
  const shape = scale === "log" ? (h) => Math.log1p(Math.max(0, h - low)) : (h) => h - low;
  const top = shape(high) || 1;
  const share = (height) => (Number.isNaN(height) ? NaN : clamp(shape(height) / top, 0, 1.25));
  const shares = heights.map(share);
  const pieces = contourPieces(shares, n, levels(shares, LINES));
  return { n, first, second, heights, shares, low, high, scale, share, shareAt: groundOf(shares, n), pieces, allPieces: pieces.flat(), heightAt };
}

/** The ground as it is painted, at shares of the two ranges: even between the points of the grid. */
function groundOf(shares, n) {
  return (a, b) => {
    const cell = (share) => clamp(Math.floor(share * (n - 1)), 0, n - 2);
    const [j, i] = [cell(a), cell(b)];
    const [x, y] = [a * (n - 1) - j, b * (n - 1) - i];
    const row = (k) => shares[k * n + j] * (1 - x) + shares[k * n + j + 1] * x;
    return row(i) * (1 - y) + row(i + 1) * y;
  };
}

/** The knob's value at a share from 0 (low) to 1 (high) of its range, and back. */
export const along = (knob, share) => knob.low + share * (knob.high - knob.low);
export const shareOf = (knob, value) => (value - knob.low) / (knob.high - knob.low);
