// Difference quotients and their errors, what is said about them, and where a curve is broken.

import assert from "node:assert/strict";
import { test } from "node:test";

import { grid, pieces, span } from "../../gradlab/live/tangent/curve.js";
import { STEPS, around, measured, verdict } from "../../gradlab/live/tangent/differencequotients.js";
import { digits, power, tickLabel } from "../../gradlab/live/kit/numbers.js";
import { linear } from "../../gradlab/live/kit/slider.js";

/** What is measured of f at x with the distance h, where its slope is known. */
const at = (f, slope, x, h) => {
  const question = around(x, h);
  return measured({ ...question, values: question.places.map(f), slopes: [slope] });
};
const cube = (x, h) => at((t) => t * t * t, 3 * x * x, x, h);
const errorsAt = (errors, h) => errors[STEPS.indexOf(h)];

test("h goes from 1 down to 1e-15, ten steps to each power of ten, with round numbers on the way", () => {
  assert.equal(STEPS.length, 151);
  assert.deepEqual([STEPS[0], STEPS[10], STEPS[50], STEPS[150]], [1, 0.1, 1e-5, 1e-15]);
  assert.ok(STEPS.every((h, k) => k === 0 || h < STEPS[k - 1]));
});

test("the quotients are those of the formulas", () => {
  const { y, forward, central } = cube(1, 0.5);
  assert.deepEqual([y, forward, central], [1, { quotient: 4.75, error: 1.75 }, { quotient: 3.25, error: 0.25 }]);
});

test("truncation falls with h forwards, and with its square centrally", () => {
  const { errors } = cube(1, 1);
  const falls = (kind) => Math.log10(errorsAt(errors[kind], 0.01) / errorsAt(errors[kind], 0.001));
  assert.ok(Math.abs(falls("forward") - 1) < 0.01);
  assert.ok(Math.abs(falls("central") - 2) < 0.01);
});

test("rounding spoils a tiny h", () => {
  const { errors } = cube(1.1, 1);
  assert.ok(errorsAt(errors.forward, 1e-15) > 1e-2);
  assert.ok(errorsAt(errors.forward, 1e-8) < 1e-6);
});

test("it is said whether h is too large, good or too small", () => {
  assert.match(verdict(cube(1.1, 0.5), "forward"), /^h is too large/);
  assert.match(verdict(cube(1.1, 1e-5), "central"), /^Good: the quotient has about \d+ digits/);
  assert.match(verdict(cube(1.1, 1e-14), "forward"), /^h is too small/);
});

test("a kink is said with the slopes on both sides, a jump and a pole in their own words", () => {
  assert.equal(verdict(at(Math.abs, 0, 0, 0.1), "forward"), "A kink: from the left the slope is −1.00, from the right 1.00. The tape has to name one number and says 0.");
  assert.match(verdict(at((x) => (x > 0 ? 1 : 0), 0, 0, 0.1), "forward"), /^A jump/);
  assert.match(verdict(at((x) => 1 / x, -Infinity, 0, 0.1), "central"), /the function is infinite/);
  assert.match(verdict(at(Math.log, NaN, -1, 0.1), "forward"), /not a number/);
  assert.match(verdict(at(Math.log, 2, 0.5, 1), "central"), /^No secant/);
  assert.match(verdict(at(Math.sqrt, Infinity, 0, 0.1), "forward"), /^There is no tangent/);
});

test("a kink is seen however flat or far up the curve is, and a bend is none however sharp", () => {
  for (const [scale, shift] of [[1e-4, 0], [1, 100], [1e4, -7]]) {
    const bend = (x) => at((t) => scale * t * t + shift, 2 * scale * x, x, 1e-5);
    const kink = at((t) => scale * Math.abs(t - 1) + shift, 0, 1, 1e-5);
    for (const x of [-2, -0.01, 0, 0.3]) assert.doesNotMatch(verdict(bend(x), "central"), /kink|jump/i);
    assert.match(verdict(kink, "central"), /^A kink/);
  }
});

/** The pieces of f on 601 places from -3 to 3, as pairs of places. */
function broken(f, slope) {
  const places = grid(-3, 3, 601);
  const values = places.map(f);
  const [bottom, top] = span(values);
  return pieces(places, values, places.map(slope), top - bottom).map((ends) => ends.map((i) => Number(places[i].toFixed(2))));
}

test("a curve without poles and jumps is one piece, however bent", () => {
  assert.deepEqual(broken((x) => x ** 3, (x) => 3 * x * x), [[-3, 3]]);
  assert.deepEqual(broken(Math.abs, Math.sign), [[-3, 3]]);
  assert.deepEqual(broken((x) => Math.sin(30 * x), (x) => 30 * Math.cos(30 * x)), [[-3, 3]]);
});

test("a curve is broken at a pole, whether or not the grid meets it, at a jump, and where there is no value", () => {
  assert.deepEqual(broken((x) => 1 / x, (x) => -1 / (x * x)), [[-3, -0.01], [0.01, 3]]);
  const offset = 0.005;
  assert.equal(broken((x) => 1 / (x - offset), (x) => -1 / (x - offset) ** 2).length, 2);
  assert.deepEqual(broken((x) => (x > 0 ? 1 + x : 0), (x) => (x > 0 ? 1 : 0)), [[-3, 0], [0.01, 3]]);
  assert.deepEqual(broken(Math.log, (x) => 1 / x), [[0.01, 3]]);
});

test("the picture shows all of a curve, but not how far out a pole lies", () => {
  const squares = grid(-3, 3, 601).map((x) => x * x);
  const [bottom, top] = span(squares);
  assert.ok(bottom < 0 && bottom > -1 && top > 9 && top < 10);
  const [low, high] = span(grid(-3, 3, 601).map((x) => 1 / x));
  assert.ok(low > -15 && low < -3 && high > 3 && high < 15);
  assert.deepEqual(span([NaN, NaN]), [-1, 1]);
  assert.ok(span([2, 2, 2])[0] < 2 && span([2, 2, 2])[1] > 2);
});

test("small numbers are written with powers of ten, and all with the digits asked for", () => {
  assert.deepEqual([-15, 0, 7].map(power), ["10⁻¹⁵", "10⁰", "10⁷"]);
  assert.equal(digits(2.000000165, 10), "2.000000165");
  assert.equal(digits(-0.5, 3), "−0.500");
  assert.equal(digits(1.07e-10, 3), "1.07·10⁻¹⁰");
  assert.equal(digits(2.5e8, 2), "2.5·10⁸");
  assert.deepEqual([0, -2.5, 20000, 1.5e6, -8e-5].map(tickLabel), ["0", "−2.5", "20000", "1.5·10⁶", "−8·10⁻⁵"]);
  assert.deepEqual([0, NaN].map((x) => digits(x, 3)), ["0", "not a number"]);
});

test("a slider stays within its ends and on its steps", () => {
  const scale = linear(-0.126, 3, 0.1);
  assert.deepEqual([-7, 0.31, 9, NaN].map(scale.round), [-0.126, 0.3, 3, -0.126]);
  assert.equal(scale.written(-0.1), "−0.1");
});
