// Numbers are written as people read them, and arrows point downhill.

import assert from "node:assert/strict";
import { test } from "node:test";

import { downhill } from "../../gradlab/live/kit/knob.js";
import { plain, stepped, text, ticks } from "../../gradlab/live/kit/numbers.js";

test("a number has about four digits and a true minus sign", () => {
  assert.deepEqual([0, 3.14159, -16, 362.607, 12345.6, 0.01234, 1e-5, -2.5e9].map(text), [
    "0.0000",
    "3.14",
    "−16.00",
    "362.6",
    "12346",
    "0.0123",
    "1.00·10⁻⁵",
    "−2.50·10⁹",
  ]);
});

test("what is no number is said in words", () => {
  assert.deepEqual([NaN, Infinity, -Infinity].map(text), ["not a number", "infinite", "−infinite"]);
});

test("a knob shows one decimal more than its step", () => {
  assert.equal(stepped(3.1, 0.1), "3.10");
  assert.equal(stepped(-2, 1), "−2.0");
  assert.equal(stepped(0.025, 0.001), "0.0250");
});

test("the end of a range has no decimals that say nothing", () => {
  assert.deepEqual([-20, 0, 0.5, 1e-3].map(plain), ["−20", "0", "0.5", "0.001"]);
});

test("ticks are round, inside the range, and about as many as asked for", () => {
  assert.deepEqual(ticks(-3.2, 3.9, 7), [-2, 0, 2]);
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
});

test("the arrow points against the slope, and is longest where it is steepest", () => {
  assert.equal(downhill(10, 10).length, -1);
  assert.equal(downhill(-10, 10).length, 1);
  assert.ok(Math.abs(downhill(5, 10).length) < 1);
  assert.equal(downhill(10, 10).words, "downhill is left");
  assert.equal(downhill(-1, 10).words, "downhill is right");
});

test("where it is flat there is a dot, and where there is no slope it says so", () => {
  assert.deepEqual(downhill(0, 10), { length: 0, words: "flat here" });
  assert.deepEqual(downhill(NaN, 10), { length: 0, words: "no slope here" });
});
