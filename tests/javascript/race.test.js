// The result of a race, what is painted of a way, and sliders by powers of ten.

import assert from "node:assert/strict";
import { test } from "node:test";

import { lastFinite, outcomeWords, ranked, resultSentence } from "../../gradlab/live/race/ranking.js";
import { logarithmic } from "../../gradlab/live/kit/slider.js";
import { pinned, wayUpTo } from "../../gradlab/live/race/runnerpath.js";

/** A run along the first axis, one unit a step, with these errors; nan from where it diverged. */
function walk(errors, diverged = null) {
  const known = (k) => diverged === null || k < diverged;
  return {
    errors: Float64Array.from(errors, (error, k) => (known(k) ? error : NaN)),
    settings: Float64Array.from({ length: 2 * errors.length }, (_, i) => (known(i >> 1) ? (i % 2 ? 0 : i / 2) : NaN)),
    diverged,
  };
}

const RUNS = {
  sgd: walk([9, 8, 7, 7]),
  momentum: walk([9, 99, 0, 0], 2),
  rmsprop: walk([9, 5, 0.5, 0.4]),
  adam: walk([9, 0.5, 3, 2]),
  nesterov: walk([9, 2, 0.9, 8]),
};

test("who arrives stands before who is stuck, and who diverges stands last", () => {
  assert.deepEqual(
    ranked(RUNS, 1).map((row) => [row.optimizer, row.place, row.outcome, row.steps, row.length]),
    [
      ["adam", 1, "finished", 1, 1],
      ["rmsprop", 2, "finished", 2, 2],
      ["nesterov", 2, "finished", 2, 2],
      ["sgd", null, "stuck", null, 3],
      ["momentum", null, "diverged", null, 1],
    ],
  );
});

test("the standings know nothing of what is still to come", () => {
  const outcomes = (step) => Object.fromEntries(ranked(RUNS, 1, step).map((row) => [row.optimizer, row.outcome]));
  assert.deepEqual(outcomes(0), { sgd: "running", momentum: "running", rmsprop: "running", adam: "running", nesterov: "running" });
  assert.deepEqual(outcomes(1), { adam: "finished", sgd: "running", momentum: "running", rmsprop: "running", nesterov: "running" });
  assert.equal(outcomes(2).momentum, "diverged");
  const [adam] = ranked(RUNS, 1, 2);
  assert.deepEqual([adam.error, adam.length], [3, 1], "the error is that of now, the way that to the finish");
});

test("the result is said in words", () => {
  const rows = ranked(RUNS, 1);
  assert.equal(resultSentence(rows), "adam wins with 1 step; rmsprop and nesterov need 2; sgd is stuck at error 7.00; momentum diverged at step 2.");
  assert.equal(resultSentence(ranked({ sgd: RUNS.sgd }, 1)), "Nobody reached the finish; sgd is stuck at error 7.00.");
  assert.deepEqual(rows.map(outcomeWords).slice(0, 2), ["1 step to the finish", "2 steps to the finish"]);
});

test("the last finite step is the last one, or the one before it diverged", () => {
  assert.equal(lastFinite(RUNS.sgd), 3);
  assert.equal(lastFinite(RUNS.momentum), 1);
});

const AXIS = { low: -1, high: 1 };

test("a way inside the picture is painted as it is", () => {
  const run = { settings: Float64Array.of(0, 0, 0.5, -0.5, 1, 1), errors: Float64Array.of(3, 2, 1) };
  assert.deepEqual(wayUpTo(run, 1, AXIS, AXIS), [[0, 0, 3], [0.5, -0.5, 2]]);
});

test("a way that leaves goes on straight to the edge of what is painted, however far it went, and comes back the same way", () => {
  const run = { settings: Float64Array.of(0, 0, 1e300, 0.5e300, 0, 0), errors: Float64Array.of(3, 1e300, 3) };
  const way = wayUpTo(run, 2, AXIS, AXIS);
  assert.equal(way.length, 4);
  for (const [a, b] of way.slice(1, 3)) {
    assert.ok(Number.isFinite(a) && a > 1 && a < 10);
    assert.ok(Math.abs(b - a / 2) < 1e-9, "on the line to where it went");
  }
  assert.deepEqual(way[3], [0, 0, 3]);
});

test("who has left is pinned to the edge", () => {
  assert.deepEqual(pinned([0.5, 0.5], AXIS, AXIS), { at: [0.5, 0.5], left: false });
  assert.deepEqual(pinned([7, -1e200], AXIS, AXIS), { at: [1, -1], left: true });
});

test("a slider by powers of ten moves with every press and comes back", () => {
  const scale = logarithmic(1e-4, 10);
  let rate = 1e-4;
  for (let press = 0; press < 200 && rate < 10; press++) {
    const next = scale.round(scale.beside(rate, 1));
    assert.ok(next > rate, `${rate} stays where it is`);
    assert.ok(next < rate * 1.25, `${rate} jumps to ${next}`);
    rate = next;
  }
  assert.equal(rate, 10);
  assert.equal(scale.round(scale.beside(10, 1)), 10);
  assert.equal(scale.round(0.0123456), 0.012);
  assert.equal(scale.written(0.019), "0.019");
  assert.equal(scale.written(0.0001), "1.00·10⁻⁴");
});
