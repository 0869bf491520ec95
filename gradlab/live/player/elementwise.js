// Operators on each number by itself: the formulas of gradlab/operators, one line each. f(x, y, w) computes the output z;
// slopes has a rule for each input, which takes the slope g that arrives from above, then z and the inputs. Where a rule
// is missing, the operator is flat there and no slope passes.

import { addSums } from "./pairwisesum.js";
import { spread } from "./shapes.js";

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const pass = (g) => g;
const turn = (g) => -g;
const timesX = (g, z, x) => g * x;
const timesY = (g, z, x, y) => g * y;
const plus = (x, y) => x + y;
const minus = (x, y) => x - y;
const times = (x, y) => x * y;
const square = (x) => x * x;
const squareSlope = (g, z, x) => g * (x * 2);

const differs = (x, y) => +(x !== y);

const flat = (f) => ({ f, slopes: [] });

const FORMULAS = {
  // arithmetic
  add: { f: plus, slopes: [pass, pass] },
  subtract: { f: minus, slopes: [pass, turn] },
  multiply: { f: times, slopes: [timesY, timesX] },
  divide: { f: (x, y) => x / y, slopes: [(g, z, x, y) => g / y, (g, z, x, y) => (-g * z) / y] },
  multiply_no_nan: { f: timesUnlessZero, slopes: [(g, z, x, y) => timesUnlessZero(g, y), (g, z, x) => timesUnlessZero(x, g)] },
  reciprocal: { f: (x) => 1 / x, slopes: [(g, z) => timesUnlessZero(-z * z, g)] },
  negative: { f: (x) => -x, slopes: [turn] },
  square: { f: square, slopes: [squareSlope] },
  sign: { f: Math.sign, slopes: [() => 0] },
  abs: { f: Math.abs, slopes: [(g, z, x) => g * Math.sign(x)] },
  floor: flat(Math.floor),
  floordiv: flat((x, y) => Math.floor(x / y)),
  floormod: { f: floormod, slopes: [pass, (g, z, x, y) => -g * Math.floor(x / y)] },

  // comparisons: 1 for true, 0 for false
  equal: flat((x, y) => +(x === y)),
  not_equal: flat(differs),
  less: flat((x, y) => +(x < y)),
  less_equal: flat((x, y) => +(x <= y)),
  greater: flat((x, y) => +(x > y)),
  greater_equal: flat((x, y) => +(x >= y)),
  logical_and: flat(times),
  logical_or: flat(Math.max),
  logical_xor: flat(differs),
  logical_not: flat((x) => 1 - x),

  // powers, roots, exponentials, and choices between two numbers
  cast_to: ({ dtype }) => ({ f: castTo(dtype), slopes: [pass] }),
  choose: {
    f: (condition, x, y) => (condition !== 0 ? x : y),
    slopes: [undefined, (g, z, condition) => (condition !== 0 ? g : 0), (g, z, condition) => (condition !== 0 ? 0 : g)],
  },
  maximum: { f: Math.max, slopes: [(g, z, x, y) => (x >= y ? g : 0), (g, z, x, y) => (x >= y ? 0 : g)] },
  minimum: { f: Math.min, slopes: [(g, z, x, y) => (x <= y ? g : 0), (g, z, x, y) => (x <= y ? 0 : g)] },
  exp: { f: Math.exp, slopes: [(g, z) => g * z] },
  log: { f: Math.log, slopes: [(g, z, x) => g / x] },
  sqrt: { f: Math.sqrt, slopes: [(g, z) => timesUnlessZero(0.5 / z, g)] },
  rsqrt: { f: (x) => 1 / Math.sqrt(x), slopes: [(g, z) => timesUnlessZero(-0.5 * z * z * z, g)] },
  pow: {
    f: power,
    slopes: [(g, z, x, y) => g * y * power(x, y - 1), (g, z, x) => g * z * (x > 0 ? Math.log(x) : 0)],
  },
  sin: { f: Math.sin, slopes: [(g, z, x) => g * Math.cos(x)] },
  cos: { f: Math.cos, slopes: [(g, z, x) => -g * Math.sin(x)] },
  tan: { f: Math.tan, slopes: [(g, z) => g * (z * z + 1)] },
  erf: { f: erf, slopes: [(g, z, x) => g * Math.exp(-x * x) * (2 / Math.sqrt(Math.PI))] },

  // the curves that neurons use
  tanh: { f: Math.tanh, slopes: [(g, z) => g * (1 - z * z)] },
  sigmoid: { f: sigmoid, slopes: [(g, z) => g * (z * (1 - z))] },
  softplus: { f: softplus, slopes: [(g, z, x) => g * sigmoid(x)] },
  relu: { f: (x) => Math.max(x, 0), slopes: [(g, z) => g * (z > 0 ? 1 : 0)] },
  leaky_relu: ({ alpha }) => ({
    f: (x) => (x > 0 ? x : x * alpha),
    slopes: [(g, z, x) => (x > 0 ? g : g * alpha)],
  }),
  swish: ({ beta }) => ({
    f: (x) => x * sigmoid(x * beta),
    slopes: [(g, z, x) => g * (sigmoid(x * beta) + beta * z * sigmoid(-x * beta))],
  }),
  sigmoid_cross_entropy: {
    f: (label, x) => softplus(x) - x * label,
    slopes: [(g, z, label, x) => -g * x, (g, z, label, x) => g * (sigmoid(x) - label)],
  },
  elu: { f: (x) => (x > 0 ? x : Math.expm1(Math.min(x, 0))), slopes: [(g, z) => (z < 0 ? g * (z + 1) : g)] },
  selu: {
    f: (x) => (x > 0 ? x : Math.expm1(Math.min(x, 0)) * SELU_ALPHA) * SELU_SCALE,
    slopes: [(g, z) => (z < 0 ? g * (z + SELU_SCALE * SELU_ALPHA) : g * SELU_SCALE)],
  },
};

function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** x · y, and 0 where y is 0, even if x is infinite or no number. */
function timesUnlessZero(x, y) {
  return y === 0 ? 0 : x * y;
}

/** The rest of x / y, with the sign of y. */
function floormod(x, y) {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

/** x to the power y; 1 to any power is 1, and so is -1 to an infinite one, which JavaScript leaves open. */
function power(x, y) {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
}

function sigmoid(x) {
  const small = Math.exp(-Math.abs(x)); // at most 1, so that nothing overflows
  return (x >= 0 ? 1 : small) / (1 + small);
}

/** 2/√π ∫₀ˣ exp(-t²) dt = 2/√π · exp(-x²) · (x + 2x³/3 + 4x⁵/15 + …); all terms have one sign, so none cancel. */
function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x); // it differs from 1 by less than a float can tell
  let total = x;
  for (let n = 3, term = x; Math.abs(term) > 1e-17 * Math.abs(total); n += 2) total += term *= (2 * x * x) / n;
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

function castTo(dtype) {
  if (dtype === "bool") return (x) => +(x !== 0);
  return dtype.startsWith("float") ? (x) => x : Math.trunc;
}

// The loops that errors are mostly made of, written out: a browser runs a loop of its own for one formula several times as
// fast as one loop for all of them.
const WRITTEN_OUT = new Map([
  [plus, (z, x, y) => { for (let i = 0; i < z.length; i++) z[i] = x[i] + y[i]; }],
  [minus, (z, x, y) => { for (let i = 0; i < z.length; i++) z[i] = x[i] - y[i]; }],
  [times, (z, x, y) => { for (let i = 0; i < z.length; i++) z[i] = x[i] * y[i]; }],
  [square, (z, x) => { for (let i = 0; i < z.length; i++) z[i] = x[i] * x[i]; }],
  [pass, (s, g) => s.set(g)],
  [turn, (s, g) => { for (let i = 0; i < s.length; i++) s[i] = -g[i]; }],
  [timesX, (s, g, z, x) => { for (let i = 0; i < s.length; i++) s[i] = g[i] * x[i]; }],
  [timesY, (s, g, z, x, y) => { for (let i = 0; i < s.length; i++) s[i] = g[i] * y[i]; }],
  [squareSlope, (s, g, z, x) => { for (let i = 0; i < s.length; i++) s[i] = g[i] * (x[i] * 2); }],
]);

const forwards = (f) => (z, x, y = x, w = x) => {
  for (let i = 0; i < z.length; i++) z[i] = f(x[i], y[i], w[i]);
};

const backwards = (rule) => (s, g, z, x, y = x, w = x) => {
  for (let i = 0; i < s.length; i++) s[i] = rule(g[i], z[i], x[i], y[i], w[i]);
};

/** The formula as a twin: inputs are spread over the output's shape before, and slopes are summed over the copies after. */
function elementwise(formula, { shapes, output, parameters, xs, z }) {
  const { f, slopes } = typeof formula === "function" ? formula(parameters) : formula;
  const spreads = shapes.map((shape) => spread(shape, output));
  const inputs = spreads.map((copies, k) => (copies ? new Float64Array(z.length) : xs[k]));
  const below = new Float64Array(slopes.length ? z.length : 0);
  const compute = WRITTEN_OUT.get(f) ?? forwards(f);

  const forward = () => {
    for (let k = 0; k < xs.length; k++) if (spreads[k]) repeat(inputs[k], xs[k], spreads[k].from);
    compute(z, inputs[0], inputs[1], inputs[2]);
  };

  const backward = (rule, copies) => {
    const compute = WRITTEN_OUT.get(rule) ?? backwards(rule);
    return (slope, g) => {
      compute(below, g, z, inputs[0], inputs[1], inputs[2]);
      if (copies) addSums(slope, below, copies);
      else add(slope, below);
    };
  };

  return { forward, slopes: slopes.map((rule, k) => rule && backward(rule, spreads[k]?.copies)) };
}

function repeat(z, x, from) {
  if (x.length === 1) z.fill(x[0]);
  else for (let i = 0; i < z.length; i++) z[i] = x[from[i]];
}

function add(slope, below) {
  for (let i = 0; i < slope.length; i++) slope[i] += below[i];
}

/** The twins of this file by their Python names. */
export const ELEMENTWISE = Object.fromEntries(
  Object.entries(FORMULAS).map(([name, formula]) => [name, (call) => elementwise(formula, call)]),
);
