// The player computes forwards and backwards; slopes are held against finite differences.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Player, unknownOperators } from "../../gradlab/live/frontend/player.js";

/** A recording of operators on knobs and constants, as Python packs it. */
function recording(values, constants = []) {
  let start = 0;
  const block = new Float64Array(constants.flat());
  const described = values.map((value) => {
    if (!value.constant) return value;
    const packed = { constant: "float64", start, shape: value.shape };
    start += 8 * value.shape.reduce((a, b) => a * b, 1);
    return packed;
  });
  return [{ values: described, output: values.length - 1 }, new DataView(block.buffer)];
}

const step = (operator, inputs, shape, parameters = {}) => ({ operator, inputs, shape, parameters });

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
  const values = [
    { knob: 0, shape: [] },
    { knob: 1, shape: [] },
    { constant: true, shape: [3] },
    { constant: true, shape: [3] },
    step("multiply", [0, 2], [3]),
    step("add", [4, 1], [3]),
    step("subtract", [3, 5], [3]),
    step("square", [6], [3]),
    step("mean_over", [7], [], { axis: null, keepdims: false }),
  ];
  const player = new Player(...recording(values, [x, y]));
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
