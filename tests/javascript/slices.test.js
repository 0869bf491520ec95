// A path on a slice without a browser: how high the slice is under it, and what is said of the rest.

import assert from "node:assert/strict";
import test from "node:test";
import { grouped, percent } from "../../gradlab/live/kit/numbers.js";
import { heightOn, honestWords, placeWords } from "../../gradlab/live/landscape_slices/slicepath.js";
import { surfaceFrom } from "../../gradlab/live/terrain/surface.js";

const SIDES = [{ name: "d₁", low: -1, high: 3 }, { name: "d₂", low: 0, high: 2 }];

test("between the points of the grid the height is that of the plane through them", () => {
  const heights = new Float64Array(25);
  for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) heights[i * 5 + j] = 3 + 2 * (-1 + j) - 5 * (i / 2);
  const surface = surfaceFrom(heights, 5, ...SIDES, "linear");
  for (const [a, b] of [[-1, 0], [3, 2], [0.3, 0.7], [2.999, 1.001]]) assert.ok(Math.abs(heightOn(surface, a, b) - (3 + 2 * a - 5 * b)) < 1e-12);
  assert.ok(Number.isNaN(heightOn(surface, 3.1, 1)));
});

test("a height next to what was not computed is not known", () => {
  const surface = surfaceFrom(new Float64Array([1, 2, NaN, 4]), 2, ...SIDES, "linear");
  assert.ok(Number.isNaN(heightOn(surface, 0, 1)));
});

test("a share is never rounded to nothing or to everything", () => {
  assert.deepEqual([0.884, 0.0123, 0.00002, 0.9987, 0.99999, 0].map(percent), ["88 %", "1.23 %", "0.002 %", "99.87 %", "more than 99.99 %", "0.00 %"]);
  assert.deepEqual([7, 999, 1000, 122570, 1234567].map(grouped), ["7", "999", "1 000", "122 570", "1 234 567"]);
});

test("what the picture leaves out is said in numbers", () => {
  const words = honestWords({ weights: 122570, explained: 0.93, shares: [0.8, 0.13], kind: "principal" });
  assert.match(words, /two directions of 122 570: along the other 122 568 nothing is seen/);
  assert.match(words, /hold 93 % of how far the training path goes \(80 % and 13 %\)/);
  assert.doesNotMatch(honestWords({ weights: 10, explained: null, shares: null, kind: "random" }), /path/);
  assert.equal(placeWords(1, 2.5, NaN), "After 1 step the error is 2.50; outside of the slice.");
  assert.equal(placeWords(8, null, 1), "After 8 steps the error is not a number; the slice there says 1.00.");
});
