// The player computes forwards and backwards; slopes are held against finite differences.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Player, unknownOperators } from "../../gradlab/live/player/player.js";
import { lineError, recording, step } from "./recordings.js";

function numericalSlope(player, settings, knob, h = 1e-5) {
  const at = (x) => player.play(settings.map((s, i) => (i === knob ? x : s))).reduce((a, b) => a + b, 0);
  return (at(settings[knob] + h) - at(settings[knob] - h)) / (2 * h);
}

function slopesAgree(player, settings) {
  player.play(settings);
  const slopes = player.rewind().map((slope) => slope[0]);
  slopes.forEach((slope, knob) => {
    const measured = numericalSlope(player, settings, knob);
    assert.ok(Math.abs(slope - measured) < 1e-6 * (1 + Math.abs(measured)), `knob ${knob}: ${slope}, measured ${measured}`);
  });
}

test("the error of a line and its slopes are those of the formula", () => {
  const x = [-1, 0, 2];
  const y = [-2, 1, 7];
  const player = new Player(...lineError(x, y));
  const [W, b] = [2.5, -1];
  const distance = x.map((v, i) => W * v + b - y[i]);
  const mean = (numbers) => numbers.reduce((a, c) => a + c, 0) / numbers.length;
  assert.ok(Math.abs(player.play([W, b])[0] - mean(distance.map((d) => d * d))) < 1e-14);
  const [dW, db] = player.rewind().map((slope) => slope[0]);
  assert.ok(Math.abs(dW - mean(distance.map((d, i) => 2 * d * x[i]))) < 1e-13);
  assert.ok(Math.abs(db - mean(distance.map((d) => 2 * d))) < 1e-13);
});

for (const name of ["add", "subtract", "multiply", "divide", "pow"]) {
  test(`${name}: slopes agree with finite differences`, () => {
    const values = [{ knob: 0, shape: [] }, { knob: 1, shape: [] }, step(name, [0, 1], [])];
    slopesAgree(new Player(...recording(values)), [1.3, -0.7]);
  });
}

for (const name of ["negative", "square", "abs", "sign", "exp", "log", "identity"]) {
  test(`${name}: the slope agrees with finite differences`, () => {
    slopesAgree(new Player(...recording([{ knob: 0, shape: [] }, step(name, [0], [])])), [1.7]);
  });
}

test("a value that is used twice gets both slopes", () => {
  const values = [{ knob: 0, shape: [] }, step("square", [0], []), step("multiply", [1, 0], [])];
  const player = new Player(...recording(values));
  player.play([3]);
  assert.equal(player.rewind()[0][0], 27); // x³ at 3
});

test("broadcasting repeats rows and columns, and its slopes are summed", () => {
  const values = [
    { knob: 0, shape: [2, 1] },
    { constant: true, shape: [3] },
    step("multiply", [0, 1], [2, 3]),
  ];
  const player = new Player(...recording(values, [[1, 10, 100]]));
  assert.deepEqual([...player.play([[2, 3]])], [2, 20, 200, 3, 30, 300]);
  assert.deepEqual([...player.rewind()[0]], [111, 111]);
});

test("sums and means along an axis", () => {
  const values = [
    { knob: 0, shape: [2, 3] },
    step("sum_over", [0], [2], { axis: [1], keepdims: false }),
    step("mean_over", [1], [1], { axis: [0], keepdims: true }),
  ];
  const player = new Player(...recording(values));
  assert.deepEqual([...player.play([[1, 2, 3, 4, 5, 6]])], [10.5]);
  assert.deepEqual([...player.rewind()[0]], Array(6).fill(0.5));
});

test("float32 constants arrive as they are", () => {
  const described = { values: [{ knob: 0, shape: [] }, { constant: "float32", start: 8, shape: [2] }, step("multiply", [0, 1], [2])], output: 2 };
  const bytes = new Uint8Array(3 + 16); // neither the view nor the constant starts at the beginning
  new Uint8Array(bytes.buffer, 3).set(new Uint8Array(new Float32Array([0, 0, 0.5, 0.1]).buffer));
  const player = new Player(described, new DataView(bytes.buffer, 3));
  assert.deepEqual([...player.play([1])], [0.5, Math.fround(0.1)]);
});

test("operators without a twin are named", () => {
  const values = [{ knob: 0, shape: [] }, step("fft", [0], []), step("add", [0, 1], []), step("fft", [2], [])];
  assert.deepEqual(unknownOperators({ values }), ["fft"]);
});

test("what the output does not need is not played, and disturbs nothing", () => {
  const values = [{ knob: 0, shape: [] }, step("log", [0], []), step("square", [0], [])];
  const player = new Player(...recording(values));
  assert.deepEqual([...player.play([0])], [0]);
  assert.equal(player.rewind()[0][0], 0); // and not 0 · 1/0
});

test("a knob that the output does not need has the slope 0", () => {
  const values = [{ knob: 0, shape: [] }, { knob: 1, shape: [2] }, step("square", [0], [])];
  const player = new Player(...recording(values));
  player.play([3, [1, 1]]);
  assert.deepEqual(player.rewind().map((slope) => [...slope]), [[6], [0, 0]]);
});

test("the branch that is not taken gets the slope 0, and 0 times an infinite slope is nan, as in TensorFlow", () => {
  const values = [
    { knob: 0, shape: [2] },
    { constant: true, shape: [] },
    { ...step("greater", [0, 1], [2]), dtype: "bool" },
    step("log", [0], [2]),
    step("choose", [2, 3, 1], [2]),
  ];
  const player = new Player(...recording(values, [[0]]));
  assert.deepEqual([...player.play([[0, 2]])], [0, Math.log(2)]);
  assert.deepEqual([...player.rewind()[0]], [NaN, 0.5]);
});

test("a sum of 100 000 numbers keeps its digits", () => {
  const n = 100_000;
  const values = [{ knob: 0, shape: [] }, { constant: true, shape: [n] }, step("multiply", [0, 1], [n]), step("sum_over", [2], [], { axis: null })];
  const player = new Player(...recording(values, [new Float64Array(n).fill(0.1)]));
  assert.ok(Math.abs(player.play([1])[0] / 10_000 - 1) < 1e-13); // a running sum is off by 2e-12
  assert.ok(Math.abs(player.rewind()[0][0] / 10_000 - 1) < 1e-13);
});
