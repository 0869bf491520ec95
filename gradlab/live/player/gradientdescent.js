// Walking downhill: a whole descent on a recorded error, fast enough to be walked anew while a learning rate is turned; and
// how strongly the error is curved, which decides what learning rate is too large.

import { SGD } from "./optimizers.js";

/**
 * Descend from `start` in so many steps.
 *
 * player: of an error, one number. start: one number or array for each knob. optimizer: one of OPTIMIZERS; what else
 * is given goes to it (momentum, rho, …).
 *
 * Returns, for the start and after each step, settings (a row of all knobs' numbers), errors (one), and slopes (a row;
 * those that were walked along), each as one Float64Array; knobs, the length of a row; and diverged, the first step after
 * which the error or a knob was not finite, or null. From there on all numbers are nan.
 */
export function descend(player, start, { optimizer = SGD, learningRate = optimizer.learningRate, steps = 100, ...options } = {}) {
  const knobs = knobsOf(player, start);
  const turn = optimizer.make(knobs.all.length, options);
  const count = knobs.all.length;
  const settings = new Float64Array((steps + 1) * count).fill(NaN);
  const slopes = new Float64Array((steps + 1) * count).fill(NaN);
  const errors = new Float64Array(steps + 1).fill(NaN);
  let diverged = null;

  for (let step = 0; step <= steps; step++) {
    const error = player.play(knobs.each)[0];
    const below = knobs.slopes(player);
    if (!Number.isFinite(error) || !knobs.all.every(Number.isFinite)) {
      diverged = step;
      break;
    }
    errors[step] = error;
    settings.set(knobs.all, step * count);
    slopes.set(below, step * count);
    if (step < steps) turn(knobs.all, below, learningRate);
  }
  return { settings, errors, slopes, knobs: count, diverged };
}

/** All numbers of all knobs in one row, and the same numbers knob by knob. */
function knobsOf(player, start) {
  const sizes = player.sizes;
  const all = new Float64Array(sizes.reduce((n, size) => n + size, 0));
  const row = new Float64Array(all.length);
  let end = 0;
  const each = sizes.map((size, knob) => {
    const part = all.subarray(end, (end += size));
    if (typeof start[knob] === "number") part.fill(start[knob]);
    else part.set(start[knob]);
    return part;
  });
  const slopes = () => {
    const found = player.rewind();
    for (let knob = 0, at = 0; knob < found.length; at += sizes[knob++]) row.set(found[knob], at);
    return row;
  };
  return { all, each, slopes };
}

/**
 * How strongly the error is curved at these settings: the largest eigenvalue of its Hessian, and the learning rate 2/λ
 * above which plain gradient descent blows up near here (infinite where nothing is curved upwards).
 *
 * The Hessian's columns are differences of exact slopes, a little to either side; what is left to iterate costs nothing.
 */
export function curvature(player, settings) {
  const knobs = knobsOf(player, settings);
  const hessian = hessianAt(player, knobs);
  const largest = largestEigenvalue(hessian);
  return { largest, learningRate: largest > 0 ? 2 / largest : Infinity, hessian };
}

/** The matrix of all curvatures, row by row: how the slope of knob i changes as knob j is turned. */
function hessianAt(player, { all, each, slopes }) {
  const count = all.length;
  const hessian = Array.from({ length: count }, () => new Float64Array(count));
  for (let j = 0; j < count; j++) {
    const here = all[j];
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(here)); // balances the curve's error and rounding
    const [right, left] = [here + h, here - h];
    for (const [at, sign] of [[right, 1], [left, -1]]) {
      all[j] = at;
      player.play(each);
      slopes().forEach((slope, i) => (hessian[i][j] += (sign * slope) / (right - left)));
    }
    all[j] = here;
  }
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) hessian[i][j] = hessian[j][i] = (hessian[i][j] + hessian[j][i]) / 2;
  return hessian;
}

/**
 * The largest eigenvalue of a symmetric matrix by Jacobi's rotations: turn the axes, two at a time, until the matrix is
 * diagonal. Unlike power iteration it needs no luck where eigenvalues are close, or of opposite signs.
 */
function largestEigenvalue(matrix) {
  const a = matrix.map((row) => Float64Array.from(row));
  const n = a.length;
  const outside = () => a.reduce((total, row, i) => total + row.reduce((t, x, j) => t + (i === j ? 0 : x * x), 0), 0);
  const enough = 1e-28 * a.reduce((total, row) => total + row.reduce((t, x) => t + x * x, 0), 0);
  for (let sweep = 0; sweep < 50 && outside() > enough; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (a[p][q] !== 0) rotate(a, p, q);
  }
  return Math.max(...a.map((row, i) => row[i]));
}

/** Turn axes p and q by the angle at which a[p][q] vanishes. */
function rotate(a, p, q) {
  const ratio = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let i = 0; i < a.length; i++) {
    [a[i][p], a[i][q]] = [cosine * a[i][p] - sine * a[i][q], sine * a[i][p] + cosine * a[i][q]];
  }
  for (let i = 0; i < a.length; i++) {
    [a[p][i], a[q][i]] = [cosine * a[p][i] - sine * a[q][i], sine * a[p][i] + cosine * a[q][i]];
  }
}
