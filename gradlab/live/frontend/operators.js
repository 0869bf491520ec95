// The operators' JavaScript twins: the same formulas as gradlab/operators, number by number.
//
// An element-wise operator has a forward rule f(x, y) and one slope rule for each input, slope(g, x, y, z), where g is the
// slope that arrives from above and z the output. The others only move numbers: `from` says, for every element of the
// output, which element of the input it is (copies), `into` says, for every element of the input, which element of the
// output it is added to (sums). Their slopes are each other's mirror image, so they need no rules.

import { indexFrom, size } from "./shapes.js";

const ELEMENTWISE = {
  add: { f: (x, y) => x + y, slopes: [(g) => g, (g) => g] },
  subtract: { f: (x, y) => x - y, slopes: [(g) => g, (g) => -g] },
  multiply: { f: (x, y) => x * y, slopes: [(g, x, y) => g * y, (g, x) => g * x] },
  divide: { f: (x, y) => x / y, slopes: [(g, x, y) => g / y, (g, x, y, z) => (-g * z) / y] },
  negative: { f: (x) => -x, slopes: [(g) => -g] },
  square: { f: (x) => x * x, slopes: [(g, x) => g * 2 * x] },
  abs: { f: Math.abs, slopes: [(g, x) => g * Math.sign(x)] },
  sign: { f: Math.sign, slopes: [() => 0] },
  exp: { f: Math.exp, slopes: [(g, x, y, z) => g * z] },
  log: { f: Math.log, slopes: [(g, x) => g / x] },
  pow: {
    f: Math.pow,
    slopes: [(g, x, y) => g * y * Math.pow(x, y - 1), (g, x, y, z) => (x > 0 ? g * z * Math.log(x) : 0)],
  },
};

const COPIES = {
  identity: () => null, // null: element i is element i
  reshape: () => null,
  broadcast_to: (shape, output) => indexFrom(shape, output),
};

const SUMS = {
  sum_over: () => 1,
  mean_over: (shape, output) => size(output) / size(shape),
};

/** The twin of a Python operator: {elementwise}, {from} or {into, scale}; null where there is none. */
export function twin(name, shapes, output, parameters) {
  if (Object.hasOwn(ELEMENTWISE, name)) {
    return { elementwise: ELEMENTWISE[name], maps: shapes.map((shape) => indexFrom(shape, output)) };
  }
  if (Object.hasOwn(COPIES, name)) return { from: COPIES[name](shapes[0], output) };
  if (Object.hasOwn(SUMS, name)) {
    const axes = parameters.axis ?? shapes[0].map((_, i) => i);
    const kept = shapes[0].map((n, i) => (axes.includes(i) ? 1 : n));
    return { into: indexFrom(kept, shapes[0]), scale: SUMS[name](shapes[0], output) };
  }
  return null;
}

export const hasTwin = (name) => [ELEMENTWISE, COPIES, SUMS].some((table) => Object.hasOwn(table, name));
