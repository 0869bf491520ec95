// Contour lines lie where the height is, and surfaces know their lowest and highest point.

import assert from "node:assert/strict";
import { test } from "node:test";

import { contourPieces, extremes, levels } from "../../gradlab/live/terrain/contours.js";
import { along, makeSurface, shareOf } from "../../gradlab/live/terrain/surface.js";

const KNOB = { low: -2, high: 2, name: "W" };

test("every end of a contour piece lies at the height of its level", () => {
  const n = 9;
  const height = (x, y) => 3 * x - 2 * y; // a plane, on which heights between grid points are exact
  const heights = Float64Array.from({ length: n * n }, (_, k) => height(k % n, Math.floor(k / n)));
  const pieces = contourPieces(heights, n, [0.5, 7.25]).flat();
  assert.ok(pieces.length > 8);
  for (const [x1, y1, x2, y2, level] of pieces) {
    assert.ok(Math.abs(height(x1, y1) - level) < 1e-12);
    assert.ok(Math.abs(height(x2, y2) - level) < 1e-12);
  }
});

test("a saddle is crossed by two pieces, and a hole by none", () => {
  assert.equal(contourPieces([0, 1, 1, 0], 2, [0.5])[0].length, 2);
  assert.equal(contourPieces([0, 1, NaN, 0], 2, [0.5])[0].length, 0);
});

test("levels lie inside the heights, and infinite or missing heights do not count", () => {
  assert.deepEqual(extremes([3, NaN, -1, Infinity]), [-1, 3]);
  assert.deepEqual(levels([0, 10], 2), [2.5, 7.5]);
});

test("a surface holds the function's values row by row, from bottom 0 to top 1", () => {
  const surface = makeSurface((a, b) => a + 10 * b, KNOB, { ...KNOB, name: "b" }, 3);
  assert.deepEqual([...surface.heights], [-22, -20, -18, -2, 0, 2, 18, 20, 22]);
  assert.deepEqual([surface.low, surface.high, surface.share(-22), surface.share(22)], [-22, 22, 0, 1]);
});

test("on a logarithmic surface the low ground takes up more of the height", () => {
  const surface = makeSurface((a) => 10 ** (a + 2), KNOB, KNOB, 5, "log");
  assert.ok(surface.share(101) > 0.4);
  assert.equal(surface.share(surface.high), 1);
});

test("a share of a range is the way from its low to its high end", () => {
  assert.equal(along(KNOB, 0.75), 1);
  assert.equal(shareOf(KNOB, 1), 0.75);
});
