// Products of matrices and of arrays of any kind, and systems of equations. Every product is one sum of products: all
// letters of an equation such as ij,jk->ik run through their lengths, and the output gets the product of what they name.
// A slope is the same sum with the places of the output and of one factor exchanged.

import { repeatingSteps, stepsOf, together, walk } from "./shapes.js";

const FEW = 128; // products that are added up before they go to the total, which keeps its digits

/**
 * Adds to target, for every combination of the letters, the product of the factors.
 * lengths: how far each letter runs. steps: for the target and then for each factor, its step along each letter.
 */
function multiplyAndAdd(lengths, steps, target, factors) {
  if (lengths.length === 3 && factors.length === 2) return threeLetters(lengths, steps, target, ...factors);
  const at = steps.map(() => 0);
  const last = lengths.length - 1;

  function go(depth) {
    if (depth < last) {
      for (let i = 0; i < lengths[depth]; i++) {
        go(depth + 1);
        for (let k = 0; k < at.length; k++) at[k] += steps[k][depth];
      }
      for (let k = 0; k < at.length; k++) at[k] -= steps[k][depth] * lengths[depth];
    } else if (factors.length === 2) {
      pairs(lengths[last], target, at[0], steps[0][last], factors[0], at[1], steps[1][last], factors[1], at[2], steps[2][last]);
    } else {
      for (let i = 0; i < lengths[last]; i++) {
        let product = 1;
        for (let k = 0; k < factors.length; k++) product *= factors[k][at[k + 1] + i * steps[k + 1][last]];
        target[at[0] + i * steps[0][last]] += product;
      }
    }
  }
  go(0);
}

/** The same for a matrix product and its slopes, which are most of a network's work: loops that a browser makes fast. */
function threeLetters([l, m, n], [[dt0, dt1, dt2], [di0, di1, di2], [dj0, dj1, dj2]], target, x, y) {
  for (let a = 0; a < l; a++) {
    for (let b = 0; b < m; b++) {
      pairs(n, target, a * dt0 + b * dt1, dt2, x, a * di0 + b * di1, di2, y, a * dj0 + b * dj1, dj2);
    }
  }
}

/** Along one letter: target += x · y, summed first where the target stands still. */
function pairs(n, target, t, dt, x, i, di, y, j, dj) {
  if (dt !== 0) {
    for (let m = 0; m < n; m++, t += dt, i += di, j += dj) target[t] += x[i] * y[j];
    return;
  }
  for (let m = 0; m < n; ) {
    let some = 0;
    for (const end = Math.min(n, m + FEW); m < end; m++, i += di, j += dj) some += x[i] * y[j];
    target[t] += some;
  }
}

/** A sum of products as a twin. steps: for the output, then for each input. */
function sumOfProducts(lengths, steps, { xs, z }) {
  const letters = lengths.length ? lengths : [1];
  const all = lengths.length ? steps : steps.map(() => [0]);
  const backward = (k) => {
    const others = xs.map((_, j) => j).filter((j) => j !== k);
    const steps = [all[k + 1], all[0], ...others.map((j) => all[j + 1])];
    const factors = [null, ...others.map((j) => xs[j])];
    return (slope, g) => {
      factors[0] = g;
      multiplyAndAdd(letters, steps, slope, factors);
    };
  };
  const forward = () => {
    z.fill(0);
    multiplyAndAdd(letters, all, z, xs);
  };
  return { forward, slopes: xs.map((_, k) => backward(k)) };
}

/** Einstein's sum. The letters of the output run outermost. */
function einsum(call) {
  const [factors, result] = call.parameters.equation.split("->");
  const names = [result, ...factors.split(",")];
  const shapes = [call.output, ...call.shapes];
  const letters = [...new Set(names.join(""))];
  const lengths = letters.map((letter) => Math.max(...names.map((name, k) => shapes[k][name.indexOf(letter)] ?? 0)));
  const steps = names.map((name, k) => {
    const along = stepsOf(shapes[k]);
    return letters.map((letter) => (shapes[k][name.indexOf(letter)] > 1 ? along[name.indexOf(letter)] : 0));
  });
  return sumOfProducts(lengths, steps, call);
}

/** The matrix product over the last two axes; the axes before them count matrices and are repeated where they are 1. */
function matmul(call) {
  const [x, y] = call.shapes;
  const batch = call.output.slice(0, -2);
  const [m, n] = call.output.slice(-2);
  const k = x.at(-1);
  const ofBatch = (shape) => repeatingSteps(shape.slice(0, -2), batch).map((step) => step * shape.at(-1) * shape.at(-2));
  const steps = [
    [...ofBatch(call.output), n, 1, 0],
    [...ofBatch(x), k, 0, 1],
    [...ofBatch(y), 0, 1, n],
  ];
  return sumOfProducts([...batch, m, n, k], steps, call);
}

/**
 * Gauss' elimination: brings the n×n matrix a to a triangle, always with the largest number left as divisor, and does the
 * same to the k columns of b, which end as the solutions. Both are overwritten. Returns the determinant.
 */
function eliminate(a, n, b, k) {
  let determinant = 1;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r * n + c]) > Math.abs(a[pivot * n + c])) pivot = r;
    if (pivot !== c) {
      swapRows(a, n, c, pivot);
      swapRows(b, k, c, pivot);
      determinant = -determinant;
    }
    determinant *= a[c * n + c];
    for (let r = c + 1; r < n; r++) {
      const times = a[r * n + c] / a[c * n + c];
      if (times === 0) continue;
      for (let i = c; i < n; i++) a[r * n + i] -= times * a[c * n + i];
      for (let i = 0; i < k; i++) b[r * k + i] -= times * b[c * k + i];
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let i = 0; i < k; i++) {
      for (let c = r + 1; c < n; c++) b[r * k + i] -= a[r * n + c] * b[c * k + i];
      b[r * k + i] /= a[r * n + r];
    }
  }
  return determinant;
}

function swapRows(a, n, r, s) {
  for (let i = 0; i < n; i++) [a[r * n + i], a[s * n + i]] = [a[s * n + i], a[r * n + i]];
}

/** Copy the n×n matrix that begins at `start` of x, transposed where that is wanted. */
function copyMatrix(to, x, start, n, transposed) {
  for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) to[r * n + c] = x[start + (transposed ? c * n + r : r * n + c)];
}

/** Where each matrix of an array begins, for every matrix of the output. */
function starts(shape, batch) {
  const [before, one] = [shape.slice(0, -2), shape.at(-1) * shape.at(-2)];
  return walk(batch, repeatingSteps(before, batch)).map((place) => place * one);
}

/** The z with x · z = y. The slope towards y solves the transposed system, and from it comes the slope towards x. */
function solve({ shapes: [shapeX, shapeY], output, xs: [x, y], z }) {
  const [n, k] = output.slice(-2);
  const batch = together([shapeX.slice(0, -2), shapeY.slice(0, -2)]);
  const [startsX, startsY, startsZ] = [shapeX, shapeY, output].map((shape) => starts(shape, batch));
  const matrix = new Float64Array(n * n);
  const columns = new Float64Array(n * k);

  function solveOne(i, right, start, transposed) {
    copyMatrix(matrix, x, startsX[i], n, transposed);
    for (let j = 0; j < n * k; j++) columns[j] = right[start + j];
    eliminate(matrix, n, columns, k);
  }
  const forward = () => {
    for (let i = 0; i < startsZ.length; i++) {
      solveOne(i, y, startsY[i], false);
      z.set(columns, startsZ[i]);
    }
  };
  const towardsX = (slope, g) => {
    for (let i = 0; i < startsZ.length; i++) {
      solveOne(i, g, startsZ[i], true);
      for (let r = 0; r < n; r++) {
        for (let c = 0; c < n; c++) {
          let product = 0;
          for (let j = 0; j < k; j++) product += columns[r * k + j] * z[startsZ[i] + c * k + j];
          slope[startsX[i] + r * n + c] -= product;
        }
      }
    }
  };
  const towardsY = (slope, g) => {
    for (let i = 0; i < startsZ.length; i++) {
      solveOne(i, g, startsZ[i], true);
      for (let j = 0; j < n * k; j++) slope[startsY[i] + j] += columns[j];
    }
  };
  return { forward, slopes: [towardsX, towardsY] };
}

/** Write the inverse of the matrix at `start` of x to `inverse`, and return the determinant. */
function invert(inverse, x, start, n, scratch) {
  copyMatrix(scratch, x, start, n, false);
  inverse.fill(0);
  for (let r = 0; r < n; r++) inverse[r * n + r] = 1;
  return eliminate(scratch, n, inverse, n);
}

/** The inverse; its slope is -zᵀ · g · zᵀ. */
function inv({ shapes: [shape], xs: [x], z }) {
  const n = shape.at(-1);
  const matrices = starts(shape, shape.slice(0, -2));
  const [scratch, inverse] = [new Float64Array(n * n), new Float64Array(n * n)];
  const forward = () => {
    for (const start of matrices) {
      invert(inverse, x, start, n, scratch);
      z.set(inverse, start);
    }
  };
  const backward = (slope, g) => {
    for (const start of matrices) {
      const half = scratch.fill(0); // zᵀ · g
      for (let r = 0; r < n; r++) {
        for (let c = 0; c < n; c++) for (let i = 0; i < n; i++) half[r * n + c] += z[start + i * n + r] * g[start + i * n + c];
      }
      for (let r = 0; r < n; r++) {
        for (let c = 0; c < n; c++) for (let i = 0; i < n; i++) slope[start + r * n + c] -= half[r * n + i] * z[start + c * n + i];
      }
    }
  };
  return { forward, slopes: [backward] };
}

/** The determinant; its slope is det(x) · x⁻ᵀ. */
function det({ shapes: [shape], xs: [x], z }) {
  const n = shape.at(-1);
  const matrices = starts(shape, shape.slice(0, -2));
  const [scratch, inverse] = [new Float64Array(n * n), new Float64Array(n * n)];
  const forward = () => {
    for (let j = 0; j < z.length; j++) {
      copyMatrix(scratch, x, matrices[j], n, false);
      const determinant = eliminate(scratch, n, inverse, 0);
      z[j] = determinant;
    }
  };
  const backward = (slope, g) => {
    for (let j = 0; j < z.length; j++) {
      invert(inverse, x, matrices[j], n, scratch);
      for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) slope[matrices[j] + r * n + c] += g[j] * z[j] * inverse[c * n + r];
    }
  };
  return { forward, slopes: [backward] };
}

/** The twins of this file by their Python names. */
export const MATRICES = { matmul, sum_of_products: einsum, solve, inv, det };
