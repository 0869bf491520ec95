// Every twin that works on numbers by themselves or along lines: its slopes are those of finite differences, at numbers on
// both sides of every bend, with broadcasting, and with the slope that arrives multiplied in.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ELEMENTWISE } from "../../gradlab/live/player/elementwise.js";
import { LINES } from "../../gradlab/live/player/alongaxes.js";
import { MATRICES } from "../../gradlab/live/player/matrices.js";
import { MOVES } from "../../gradlab/live/player/shaping.js";

const G = [0.7, -1.3, 2.1, 0.4, -0.6, 1.9];
const ANY = [0.35, -1.4, 2.2, -0.65, 1.15, -2.6];
const OTHER = [1.6, 0.45, -1.1, -2.3, 0.8, 2.9];
const POSITIVE = [0.35, 1.4, 2.2, 0.65, 1.15, 2.6];
const TRUTH = [1, 0, 1, 1, 0, 0];

/** A call of a twin on arrays of these shapes: what came out, and the slopes of Σ g·z towards each input. */
function played(twins, name, xs, shapes, output, parameters = {}) {
  const z = new Float64Array(output.reduce((n, k) => n * k, 1));
  const call = { shapes, output, parameters, whole: false, xs, z };
  const { forward, slopes } = twins[name](call);
  forward();
  const g = Float64Array.from(z, (_, i) => G[i % G.length]);
  const found = xs.map((x, k) => {
    if (!slopes[k]) return null;
    const slope = new Float64Array(x.length);
    slopes[k](slope, g);
    return slope;
  });
  const total = () => {
    forward();
    return z.reduce((sum, value, i) => sum + g[i] * value, 0);
  };
  return { z, found, total };
}

function assertSlopes({ found, total }, xs, name, h = 1e-6) {
  found.forEach((slope, k) => {
    if (!slope) return;
    slope.forEach((got, i) => {
      const kept = xs[k][i];
      xs[k][i] = kept + h;
      const above = total();
      xs[k][i] = kept - h;
      const below = total();
      xs[k][i] = kept;
      const measured = (above - below) / (2 * h);
      assert.ok(Math.abs(got - measured) < 1e-6 * (1 + Math.abs(measured)), `${name}, input ${k}, number ${i}: ${got}, measured ${measured}`);
    });
  });
}

const floats = (numbers) => Float64Array.from(numbers);
const INPUTS = {
  log: [POSITIVE],
  sqrt: [POSITIVE],
  rsqrt: [POSITIVE],
  pow: [POSITIVE, OTHER],
  floordiv: [ANY, [1.1, 3.1, 0.9, 1.7, 2.3, 1.2]],
  floormod: [ANY, [1.1, 3.1, 0.9, 1.7, 2.3, 1.2]],
  choose: [TRUTH, ANY, OTHER],
  sigmoid_cross_entropy: [POSITIVE, ANY],
  logical_and: [TRUTH, TRUTH],
  logical_or: [TRUTH, TRUTH],
  logical_xor: [TRUTH, TRUTH],
  logical_not: [TRUTH],
};
const PARAMETERS = { leaky_relu: { alpha: 0.3 }, swish: { beta: 1.7 }, cast_to: { dtype: "float64" } };
const TWO = ["add", "subtract", "multiply", "multiply_no_nan", "divide", "maximum", "minimum"];
const COMPARED = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"];

for (const name of Object.keys(ELEMENTWISE)) {
  const inputs = INPUTS[name] ?? (TWO.includes(name) || COMPARED.includes(name) ? [ANY, OTHER] : [ANY]);
  test(`${name}: slopes are those of finite differences`, () => {
    const xs = inputs.map(floats);
    const shapes = xs.map(() => [2, 3]);
    assertSlopes(played(ELEMENTWISE, name, xs, shapes, [2, 3], PARAMETERS[name]), xs, name);
  });
  if (inputs.length === 2 && name !== "pow") {
    test(`${name}: slopes of a repeated row add up`, () => {
      const xs = [floats(inputs[0]), floats(inputs[1].slice(0, 3))];
      assertSlopes(played(ELEMENTWISE, name, xs, [[2, 3], [3]], [2, 3], PARAMETERS[name]), xs, name);
    });
  }
}

const near = (got, expected) => got.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-12, `${got} for ${expected}`));
const value = (name, ...xs) => [...played(ELEMENTWISE, name, xs.map(floats), xs.map((x) => [x.length]), [xs[0].length], PARAMETERS[name]).z];

test("what comes out is what the formulas say", () => {
  near(value("add", [1, 2], [3, -4]), [4, -2]);
  near(value("subtract", [1, 2], [3, -4]), [-2, 6]);
  near(value("multiply", [1, 2], [3, -4]), [3, -8]);
  near(value("multiply_no_nan", [Infinity, 2], [0, -4]), [0, -8]);
  near(value("divide", [1, 2], [4, -4]), [0.25, -0.5]);
  near(value("reciprocal", [4, -2]), [0.25, -0.5]);
  near(value("negative", [4, -2]), [-4, 2]);
  near(value("square", [4, -3]), [16, 9]);
  near(value("sign", [4, -3, 0]), [1, -1, 0]);
  near(value("abs", [4, -3]), [4, 3]);
  near(value("floor", [1.5, -1.5]), [1, -2]);
  near(value("floordiv", [7, -7, 7], [2, 2, -2]), [3, -4, -4]);
  near(value("floormod", [7, -7, 7, -7], [3, 3, -3, -3]), [1, 2, -2, -1]);
  near(value("maximum", [1, 5, 2], [3, 2, 2]), [3, 5, 2]);
  near(value("minimum", [1, 5, 2], [3, 2, 2]), [1, 2, 2]);
  near(value("choose", [1, 0], [3, 4], [5, 6]), [3, 6]);
  near(value("equal", [1, 2], [1, 3]), [1, 0]);
  near(value("not_equal", [1, 2], [1, 3]), [0, 1]);
  near(value("less", [1, 2, 3], [1, 3, 2]), [0, 1, 0]);
  near(value("less_equal", [1, 2, 3], [1, 3, 2]), [1, 1, 0]);
  near(value("greater", [1, 2, 3], [1, 3, 2]), [0, 0, 1]);
  near(value("greater_equal", [1, 2, 3], [1, 3, 2]), [1, 0, 1]);
  near(value("logical_and", [1, 1, 0, 0], [1, 0, 1, 0]), [1, 0, 0, 0]);
  near(value("logical_or", [1, 1, 0, 0], [1, 0, 1, 0]), [1, 1, 1, 0]);
  near(value("logical_xor", [1, 1, 0, 0], [1, 0, 1, 0]), [0, 1, 1, 0]);
  near(value("logical_not", [1, 0]), [0, 1]);
  near(value("exp", [0, 1]), [1, Math.E]);
  near(value("log", [1, Math.E]), [0, 1]);
  near(value("sqrt", [4, 9]), [2, 3]);
  near(value("rsqrt", [4, 0.25]), [0.5, 2]);
  near(value("pow", [2, 9], [3, 0.5]), [8, 3]);
  near(value("sin", [0, Math.PI / 2]), [0, 1]);
  near(value("cos", [0, Math.PI]), [1, -1]);
  near(value("tan", [0, Math.PI / 4]), [0, 1]);
  near(value("erf", [0, 0.5, -1, 3]), [0, 0.5204998778130465, -0.8427007929497149, 0.9999779095030014]); // tables
  near(value("tanh", [0, Math.atanh(0.5)]), [0, 0.5]);
  near(value("sigmoid", [0, Math.log(3), -Math.log(3)]), [0.5, 0.75, 0.25]);
  near(value("softplus", [0, Math.log(3)]), [Math.log(2), Math.log(4)]);
  near(value("relu", [2, -2]), [2, 0]);
  near(value("leaky_relu", [2, -2]), [2, -0.6]);
  near(value("elu", [2, -Math.log(2)]), [2, -0.5]);
  near(value("selu", [1, -Math.log(2)]), [1.0507009873554805, -0.5 * 1.6732632423543772 * 1.0507009873554805]);
  near(value("swish", [0, Math.log(3) / 1.7]), [0, (0.75 * Math.log(3)) / 1.7]);
  near(value("sigmoid_cross_entropy", [0, 1], [Math.log(3), Math.log(3)]), [Math.log(4), Math.log(4 / 3)]);
});

test("where 0 meets infinity, roots pass on nothing", () => {
  for (const name of ["sqrt", "rsqrt", "reciprocal"]) {
    const z = new Float64Array(1);
    const x = floats([0]);
    const { forward, slopes } = ELEMENTWISE[name]({ shapes: [[1]], output: [1], parameters: {}, xs: [x], z });
    forward();
    const slope = new Float64Array(1);
    slopes[0](slope, floats([0]));
    assert.equal(slope[0], 0, name);
  }
});

const ALONG = ["sum_over", "mean_over", "max_over", "min_over", "logsumexp_over", "softmax", "log_softmax", "cumsum"];
const KEEPS = ["softmax", "log_softmax", "cumsum"];
for (const name of ALONG) {
  for (const axis of [0, 1]) {
    test(`${name} along axis ${axis}: slopes are those of finite differences`, () => {
      const xs = [floats(ANY)];
      const output = KEEPS.includes(name) ? [2, 3] : axis === 0 ? [3] : [2];
      const parameters = KEEPS.includes(name) ? { axis, exclusive: false, reverse: false } : { axis: [axis], keepdims: false };
      assertSlopes(played(LINES, name, xs, [[2, 3]], output, parameters), xs, name);
    });
  }
}

test("a running sum, from either end, with or without its own number", () => {
  const along = (exclusive, reverse) => [...played(LINES, "cumsum", [floats([1, 2, 4])], [[3]], [3], { axis: 0, exclusive, reverse }).z];
  near(along(false, false), [1, 3, 7]);
  near(along(true, false), [0, 1, 3]);
  near(along(false, true), [7, 6, 4]);
  near(along(true, true), [6, 4, 0]);
  for (const [exclusive, reverse] of [[true, false], [false, true], [true, true]]) {
    const xs = [floats([1, 2, 4])];
    assertSlopes(played(LINES, "cumsum", xs, [[3]], [3], { axis: 0, exclusive, reverse }), xs, "cumsum");
  }
});

test("sums, means and extremes along the axes", () => {
  const over = (name, axis, output) => [...played(LINES, name, [floats([1, 2, 6, 4, 5, 3])], [[2, 3]], output, { axis, keepdims: false }).z];
  near(over("sum_over", [0], [3]), [5, 7, 9]);
  near(over("sum_over", [1], [2]), [9, 12]);
  near(over("sum_over", null, []), [21]);
  near(over("mean_over", [1], [2]), [3, 4]);
  near(over("max_over", [1], [2]), [6, 5]);
  near(over("min_over", [0], [3]), [1, 2, 3]);
  near(over("logsumexp_over", null, []), [Math.log([1, 2, 6, 4, 5, 3].reduce((sum, x) => sum + Math.exp(x), 0))]);
  near([...played(LINES, "softmax", [floats([0, Math.log(3)])], [[2]], [2], { axis: 0 }).z], [0.25, 0.75]);
  near([...played(LINES, "log_softmax", [floats([0, Math.log(3)])], [[2]], [2], { axis: 0 }).z], [Math.log(0.25), Math.log(0.75)]);
});

test("a slope is shared where the largest stands twice", () => {
  const x = floats([3, 1, 3, 3]);
  const { found } = played(LINES, "max_over", [x], [[4]], [], { axis: null, keepdims: false });
  near([...found[0]], [G[0] / 3, 0, G[0] / 3, G[0] / 3]);
});

test("where the largest and the smallest stand: the first of several", () => {
  const where = (name, numbers) => [...played(LINES, name, [floats(numbers)], [[numbers.length]], [], { axis: 0 }).z];
  near(where("argmax", [1, 5, 5, 2]), [1]);
  near(where("argmin", [4, 1, 1, 2]), [1]);
  near([...where("argmax", [7, 1, 2]), ...where("argmin", [1, 7, 2])], [0, 0]);
  const truth = (name, numbers) => [...played(LINES, name, [floats(numbers)], [[numbers.length]], [], { axis: null }).z];
  near([...truth("any_over", [0, 1]), ...truth("any_over", [0, 0]), ...truth("all_over", [1, 1]), ...truth("all_over", [1, 0])], [1, 0, 1, 0]);
});

test("found or not, and which is largest, also where it is the first or nan is among them", () => {
  const one = (name, numbers, shape, output, axis) => [...played(LINES, name, [floats(numbers)], [shape], output, { axis, keepdims: false }).z];
  near(one("any_over", [1, 0, 0, 0], [2, 2], [2], [1]), [1, 0]);
  near(one("all_over", [1, 1, 0, 1], [2, 2], [2], [1]), [1, 0]);
  near(one("any_over", [2, 0], [2], [], null), [1]);
});

test("a surprise: its slope stands at the class of its row", () => {
  const xs = [Int32Array.of(2, 1, 0), floats([0.3, -1, 2, 0.5, 4, -0.2, 1, 3, -2])];
  const run = played(LINES, "negative_log_likelihood", xs, [[3], [3, 3]], [3]);
  near([...run.z], [-2, -4, -1]);
  assert.equal(run.found[0], null);
  near([...run.found[1]], [0, 0, -G[0], 0, -G[1], 0, -G[2], 0, 0]);
});

test("a power of a negative number has no slope towards its exponent", () => {
  const xs = [floats([-2, 0]), floats([2, 3])];
  const { z, found } = played(ELEMENTWISE, "pow", xs, [[2], [2]], [2]);
  near([...z], [4, 0]);
  near([...found[0]], [G[0] * 2 * -2, 0]);
  near([...found[1]], [0, 0]);
});

const SQUARE = [2.5, 0.3, -0.7, 0.4, 0.1, 1.1, -0.2, 3.1, 0.9]; // the middle one is small: rows must change places
const PAIR = [...SQUARE, 0.2, 1.9, -0.4, 1.3, 0.6, 0.5, 0.7, -1.1, 2.4];
for (const name of ["inv", "det", "solve"]) {
  for (const [count, numbers] of [[1, SQUARE], [2, PAIR]]) {
    test(`${name} of ${count}: slopes are those of finite differences`, () => {
      const batch = count === 1 ? [] : [2];
      const right = [1.2, -0.4, 0.8, 2.1, 0.5, -1.5, 0.3, 0.9, -0.6, 1.4, -2.2, 0.1].slice(0, count * 6);
      const xs = name === "solve" ? [floats(numbers), floats(right)] : [floats(numbers)];
      const shapes = name === "solve" ? [[...batch, 3, 3], [...batch, 3, 2]] : [[...batch, 3, 3]];
      const output = { inv: [...batch, 3, 3], det: batch, solve: [...batch, 3, 2] }[name];
      assertSlopes(played(MATRICES, name, xs, shapes, output), xs, name);
    });
  }
}

test("matrices inverted, their determinants, and equations solved", () => {
  const of = (name, numbers, output) => [...played(MATRICES, name, [floats(numbers)], [[2, 2]], output).z];
  near(of("inv", [4, 7, 2, 6], [2, 2]), [0.6, -0.7, -0.2, 0.4]);
  near(of("inv", [0, 2, 4, 0], [2, 2]), [0, 0.25, 0.5, 0]);
  near(of("det", [4, 7, 2, 6], []), [10]);
  near(of("det", [0, 2, 4, 0], []), [-8]);
  near([...played(MATRICES, "solve", [floats([0, 2, 4, 0]), floats([6, 8])], [[2, 2], [2, 1]], [2, 1]).z], [2, 3]);
  const two = [floats([0, 2, 4, 0, 2, 0, 0, 4]), floats([6, 8])]; // two matrices, and one right side for both
  near([...played(MATRICES, "solve", two, [[2, 2, 2], [2, 1]], [2, 2, 1]).z], [2, 3, 3, 2]);
  const sides = [floats([0, 2, 4, 0]), floats([6, 8, 2, 4])]; // one matrix, and a right side for each of two
  near([...played(MATRICES, "solve", sides, [[2, 2], [2, 2, 1]], [2, 2, 1]).z], [2, 3, 1, 1]);
});

test("matrix products: slopes are those of finite differences", () => {
  const xs = [floats(SQUARE.slice(0, 6)), floats(SQUARE.slice(0, 6))];
  assertSlopes(played(MATRICES, "matmul", xs, [[2, 3], [3, 2]], [2, 2]), xs, "matmul");
  const batches = [floats(PAIR.slice(0, 12)), floats(PAIR.slice(0, 6))];
  assertSlopes(played(MATRICES, "matmul", batches, [[2, 2, 3], [3, 2]], [2, 2, 2]), batches, "matmul in batches");
});

test("matrix products and Einstein's sums", () => {
  const [a, b] = [floats([1, 2, 3, 4, 5, 6]), floats([1, -1, 0, 2, 3, 0.5])];
  near([...played(MATRICES, "matmul", [a, b], [[2, 3], [3, 2]], [2, 2]).z], [10, 4.5, 22, 9]);
  near([...played(MATRICES, "matmul", [a, b.slice(0, 4)], [[3, 1, 2], [2, 2]], [3, 1, 2]).z], [1, 3, 3, 5, 5, 7]);
  const summed = (equation, shapes, output, xs = [a, b]) => played(MATRICES, "sum_of_products", xs, shapes, output, { equation });
  near([...summed("ij,ij->i", [[2, 3], [2, 3]], [2]).z], [-1, 26]);
  near([...summed("ij,ij->", [[2, 3], [2, 3]], []).z], [25]);
  near([...summed("i->", [[6]], [], [a]).z], [21]);
  const xs = [floats(a), floats(b)];
  assertSlopes(summed("ij,kj->ik", [[2, 3], [2, 3]], [2, 2], xs), xs, "sum_of_products");
  const three = [floats([2, -1]), floats(a), floats([3, 0.5, 1])];
  assertSlopes(summed("i,ij,j->j", [[2], [2, 3], [3]], [3], three), three, "sum_of_products of three");
});

test("one_hot: 1 where an index points and 0 elsewhere, or the values that are given, of their kind", () => {
  const numbers = (parameters) => [...played(MOVES, "one_hot", [floats([2, 0])], [[2]], [2, 3], { axis: -1, ...parameters }).z];
  assert.deepEqual(numbers({}), [0, 0, 1, 1, 0, 0]);
  assert.deepEqual(numbers({ on_value: 5, off_value: -0.5 }), [-0.5, -0.5, 5, 5, -0.5, -0.5]);
  assert.deepEqual(numbers({ on_value: 5.9, off_value: -1.9, dtype: "int32" }), [-1, -1, 5, 5, -1, -1]);
});
