// Descents and curvature, held against Keras' numbers and the formulas of the line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { curvature, descend } from "../../gradlab/live/player/gradientdescent.js";
import { OPTIMIZERS } from "../../gradlab/live/player/optimizers.js";
import { Player } from "../../gradlab/live/player/player.js";
import { lineError, recording, step } from "./recordings.js";

const near = (got, expected, tolerance) => assert.ok(Math.abs(got - expected) <= tolerance, `${got}, expected ${expected}`);

const x = Float64Array.from({ length: 1000 }, (_, i) => -2 + (4 * i) / 999);
const y = x.map((v) => 3 * v + 0.5);
const line = () => new Player(...lineError(x, y));
const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

// From w = 1 with the slopes 0.1, -0.3, 0.2 and 0.05, as Keras 3 computes on float32.
const GOLDEN = [
  ["sgd", undefined, {}, [0.99900001, 1.00199997, 1.0, 0.99949998]],
  ["adam", undefined, {}, [0.99900001, 0.99949419, 0.99947542, 0.99938315]],
  ["rmsprop", undefined, {}, [0.99683785, 0.99985296, 0.99809277, 0.99763381]],
  ["adagrad", undefined, {}, [0.99969846, 1.00036931, 0.99996108, 0.99985957]],
  ["sgd", 0.1, { momentum: 0.9 }, [0.99000001, 1.01100004, 1.00990009, 1.00391006]],
  ["sgd", 0.1, { momentum: 0.9, nesterov: true }, [0.98100001, 1.02989995, 1.00890994, 0.99851894]],
  ["momentum", 0.1, {}, [0.99000001, 1.01100004, 1.00990009, 1.00391006]],
  ["nesterov", 0.1, {}, [0.98100001, 1.02989995, 1.00890994, 0.99851894]],
];

for (const [name, learningRate, options, expected] of GOLDEN) {
  test(`${name} ${JSON.stringify(options)} turns a knob as Keras does`, () => {
    const { make, learningRate: usual } = OPTIMIZERS[name];
    const turn = make(1, options);
    const w = [1];
    [0.1, -0.3, 0.2, 0.05].forEach((slope, i) => {
      turn(w, [slope], learningRate ?? usual);
      near(w[0], expected[i], 2e-7);
    });
  });
}

test("each step of gradient descent goes down by the learning rate times the slope", () => {
  const { settings, errors, slopes, knobs, diverged } = descend(line(), [16, -16], { learningRate: 0.1, steps: 50 });
  assert.equal(knobs, 2);
  assert.equal(diverged, null);
  assert.deepEqual([settings.length, errors.length, slopes.length], [102, 51, 102]);
  assert.deepEqual([...settings.slice(0, 2)], [16, -16]);
  for (let i = 2; i < settings.length; i++) assert.equal(settings[i], settings[i - 2] - 0.1 * slopes[i - 2]);
  for (let i = 0; i < errors.length; i++) {
    const [W, b] = settings.slice(2 * i, 2 * i + 2);
    const squares = x.map((v, j) => (y[j] - (W * v + b)) ** 2);
    near(errors[i], mean(squares), 1e-12 * errors[0]);
  }
});

test("descents of all optimizers find the line", () => {
  for (const optimizer of Object.keys(OPTIMIZERS)) {
    const learningRate = { sgd: 0.3, momentum: 0.05, nesterov: 0.05, rmsprop: 0.01, adagrad: 2, adam: 0.3 }[optimizer];
    const { settings } = descend(line(), [2, 1], { optimizer: OPTIMIZERS[optimizer], learningRate, steps: 1000 });
    near(settings.at(-2), 3, 0.02);
    near(settings.at(-1), 0.5, 0.02);
  }
});

test("a descent does not depend on the one before", () => {
  const player = line();
  const first = descend(player, [5, 5], { optimizer: OPTIMIZERS.adam, steps: 20 });
  descend(player, [-9, 2], { optimizer: OPTIMIZERS.adam, learningRate: 1, steps: 20 });
  assert.deepEqual(descend(player, [5, 5], { optimizer: OPTIMIZERS.adam, steps: 20 }), first);
});

test("the learning rate of 2/λ divides walking down from blowing up", () => {
  const { learningRate } = curvature(line(), [0, 0]);
  const last = (rate) => descend(line(), [16, 16], { learningRate: rate, steps: 200 }).errors.at(-1);
  assert.ok(last(0.99 * learningRate) < 10);
  assert.ok(last(1.01 * learningRate) > 1e4);
});

test("a descent that blows up says after which step, and has no numbers from there on", () => {
  const { diverged, errors, settings } = descend(line(), [16, 16], { learningRate: 1e30, steps: 30 });
  assert.ok(diverged > 1 && diverged < 30);
  assert.ok(errors.slice(0, diverged).every(Number.isFinite));
  assert.ok(errors.slice(diverged).every(Number.isNaN));
  assert.ok(settings.slice(2 * diverged).every(Number.isNaN));
});

test("the curvature of the line is that of the formula", () => {
  const { largest, learningRate, hessian } = curvature(line(), [16, -7]);
  const [a, b, c] = [2 * mean(x.map((v) => v * v)), 2 * mean(x), 2];
  const expected = (a + c) / 2 + Math.hypot((a - c) / 2, b);
  near(largest, expected, 1e-8);
  near(learningRate, 2 / expected, 1e-8);
  near(hessian[0][0], a, 1e-8);
  near(hessian[1][0], b, 1e-8);
});

test("the curvature of a saddle is its upward one", () => {
  // z = 3·x·y curves by 3 along the diagonal and by -3 across.
  const values = [{ knob: 0, shape: [] }, { knob: 1, shape: [] }, { constant: true, shape: [] }, step("multiply", [0, 1], []), step("multiply", [2, 3], [])];
  near(curvature(new Player(...recording(values, [[3]])), [1, 2]).largest, 3, 1e-8);
});

test("where nothing is curved upwards, no learning rate is too large", () => {
  const values = [{ knob: 0, shape: [] }, step("square", [0], []), step("negative", [1], [])];
  const found = curvature(new Player(...recording(values)), [2]);
  near(found.largest, -2, 1e-8);
  assert.equal(found.learningRate, Infinity);
});

test("knobs of several numbers walk together", () => {
  // The error Σ (w - target)² of a knob with three numbers and one with a single number.
  const values = [
    { knob: 0, shape: [3] },
    { knob: 1, shape: [] },
    { constant: true, shape: [3] },
    step("subtract", [0, 2], [3]),
    step("multiply", [3, 1], [3]),
    step("square", [4], [3]),
    step("sum_over", [5], [], { axis: null, keepdims: false }),
  ];
  const player = new Player(...recording(values, [[1, 2, 3]]));
  const { settings, knobs, errors } = descend(player, [[0, 0, 0], 1], { learningRate: 0.02, steps: 2 });
  assert.equal(knobs, 4);
  assert.deepEqual([...settings.slice(0, 4)], [0, 0, 0, 1]);
  [0.04, 0.08, 0.12, 1 - 0.02 * 2 * 14].forEach((expected, i) => near(settings[4 + i], expected, 1e-15));
  assert.ok(errors[2] < errors[1] && errors[1] < errors[0]);
  assert.equal(curvature(player, [[0, 0, 0], 1]).hessian.length, 4);
});
