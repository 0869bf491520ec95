// Operators on lines of numbers. Along its axes an array falls into lines of equal length, and each line is turned into
// one number (a sum, a largest) or into a line again (a running sum, softmax). `order[m]` is the m-th element of all lines,
// one line behind the other, so that line j holds those from j · length to (j + 1) · length.

import { lines } from "./shapes.js";
import { sum } from "./pairwisesum.js";

/** An axis, some axes or null for all, counted from the front. */
function axesOf(axis, shape) {
  const all = shape.map((_, i) => i);
  return axis === null || axis === undefined ? all : [axis].flat().map((i) => all.at(i));
}

/** The lines of the input along `axis`, with an order in every case. */
function linesOf(shape, axis) {
  const found = lines(shape, axesOf(axis, shape));
  return { ...found, order: found.order ?? Int32Array.from({ length: found.length * found.count }, (_, i) => i) };
}

/** What a line adds up to, or its mean: number by number the same slope. */
function total(scaleOf) {
  return ({ shapes: [shape], parameters, whole, xs: [x], z }) => {
    const { order, length, count } = lines(shape, axesOf(parameters.axis, shape));
    const parts = scaleOf(length);
    const forward = () => {
      for (let j = 0; j < count; j++) z[j] = sum(x, order, j * length, (j + 1) * length) / parts;
      if (whole) for (let j = 0; j < count; j++) z[j] = Math.floor(z[j]);
    };
    const backward = (slope, g) => {
      for (let j = 0, m = 0; j < count; j++) {
        const below = g[j] / parts;
        for (const end = m + length; m < end; m++) slope[order ? order[m] : m] += below;
      }
    };
    return { forward, slopes: [backward] };
  };
}

/** The largest or smallest of a line; the slope goes to where it was found, in equal parts where that was twice or more. */
function extreme(better, worst) {
  return ({ shapes: [shape], parameters, xs: [x], z }) => {
    const { order, length, count } = linesOf(shape, parameters.axis);
    const forward = () => {
      for (let j = 0, m = 0; j < count; j++) {
        let best = worst;
        for (const end = m + length; m < end; m++) best = better(best, x[order[m]]);
        z[j] = best;
      }
    };
    const backward = (slope, g) => {
      for (let j = 0; j < count; j++) {
        const [start, end] = [j * length, (j + 1) * length];
        let times = 0;
        for (let m = start; m < end; m++) if (x[order[m]] === z[j]) times++;
        for (let m = start; m < end; m++) slope[order[m]] += (x[order[m]] === z[j] ? 1 : 0) * (g[j] / times);
      }
    };
    return { forward, slopes: [backward] };
  };
}

/** Where along a line the largest or smallest stands: the first of several, and nan is none. */
function whereExtreme(isBetter, worst) {
  return ({ shapes: [shape], parameters, xs: [x], z }) => {
    const { order, length, count } = linesOf(shape, parameters.axis ?? 0);
    const forward = () => {
      for (let j = 0; j < count; j++) {
        let best = 0;
        for (let i = 1; i < length; i++) {
          const [a, b] = [i, best].map((k) => x[order[j * length + k]]).map((v) => (Number.isNaN(v) ? worst : v));
          if (isBetter(a, b)) best = i;
        }
        z[j] = best;
      }
    };
    return { forward, slopes: [] };
  };
}

/** Whether at least one of a line is true (sought 1), or all of them are (sought 0, which none may be). */
function found(sought) {
  return ({ shapes: [shape], parameters, xs: [x], z }) => {
    const { order, length, count } = linesOf(shape, parameters.axis);
    const forward = () => {
      for (let j = 0; j < count; j++) {
        z[j] = 1 - sought;
        for (let m = j * length; m < (j + 1) * length; m++) if ((x[order[m]] !== 0) === (sought === 1)) z[j] = sought;
      }
    };
    return { forward, slopes: [] };
  };
}

/** The largest number of a line, and Σ exp(x - largest): what all exponentials of a line have in common. */
function exponentials(x, order, start, end) {
  let top = -Infinity;
  for (let m = start; m < end; m++) top = Math.max(top, x[order[m]]);
  let sum = 0;
  for (let m = start; m < end; m++) sum += Math.exp(x[order[m]] - top);
  return [top, sum];
}

function logsumexp({ shapes: [shape], parameters, xs: [x], z }) {
  const { order, length, count } = linesOf(shape, parameters.axis);
  const forward = () => {
    for (let j = 0, m = 0; j < count; j++) {
      const end = m + length;
      let top = -Infinity;
      for (let i = m; i < end; i++) top = Math.max(top, x[order[i]]);
      if (!Number.isFinite(top)) top = 0;
      let total = 0;
      for (; m < end; m++) total += Math.exp(x[order[m]] - top);
      z[j] = Math.log(total) + top;
    }
  };
  const backward = (slope, g) => {
    for (let j = 0, m = 0; j < count; j++) {
      for (const end = m + length; m < end; m++) slope[order[m]] += g[j] * Math.exp(x[order[m]] - z[j]);
    }
  };
  return { forward, slopes: [backward] };
}

function softmax({ shapes: [shape], parameters, xs: [x], z }) {
  const { order, length, count } = linesOf(shape, parameters.axis);
  const forward = () => {
    for (let j = 0; j < count; j++) {
      const [start, end] = [j * length, (j + 1) * length];
      const [top, total] = exponentials(x, order, start, end);
      for (let m = start; m < end; m++) z[order[m]] = Math.exp(x[order[m]] - top) / total;
    }
  };
  const backward = (slope, g) => {
    for (let j = 0; j < count; j++) {
      const [start, end] = [j * length, (j + 1) * length];
      let shared = 0;
      for (let m = start; m < end; m++) shared += g[order[m]] * z[order[m]];
      for (let m = start; m < end; m++) slope[order[m]] += z[order[m]] * (g[order[m]] - shared);
    }
  };
  return { forward, slopes: [backward] };
}

function logSoftmax({ shapes: [shape], parameters, xs: [x], z }) {
  const { order, length, count } = linesOf(shape, parameters.axis);
  const forward = () => {
    for (let j = 0; j < count; j++) {
      const [start, end] = [j * length, (j + 1) * length];
      const [top, total] = exponentials(x, order, start, end);
      for (let m = start; m < end; m++) z[order[m]] = x[order[m]] - top - Math.log(total);
    }
  };
  const backward = (slope, g) => {
    for (let j = 0; j < count; j++) {
      const [start, end] = [j * length, (j + 1) * length];
      const shared = sum(g, order, start, end);
      for (let m = start; m < end; m++) slope[order[m]] += g[order[m]] - Math.exp(z[order[m]]) * shared;
    }
  };
  return { forward, slopes: [backward] };
}

/** -x[label] for each row; nan where the label is no class. */
function negativeLogLikelihood({ shapes: [, shape], xs: [labels, x], z }) {
  const classes = shape.at(-1);
  const forward = () => {
    for (let j = 0; j < z.length; j++) z[j] = labels[j] < classes ? -x[j * classes + labels[j]] : NaN;
  };
  const backward = (slope, g) => {
    for (let j = 0; j < z.length; j++) slope[j * classes + labels[j]] -= g[j];
  };
  return { forward, slopes: [undefined, backward] };
}

/** The running sum; `exclusive` leaves out the number itself, `reverse` starts at the end. */
function cumsum({ shapes: [shape], parameters, xs: [x], z }) {
  const { order, length, count } = linesOf(shape, parameters.axis);
  const { exclusive, reverse } = parameters;
  const forward = () => run((place, total) => (z[place] = total), x, reverse);
  const backward = (slope, g) => run((place, total) => (slope[place] += total), g, !reverse);

  /** Go along each line, and hand on for every place the sum so far. */
  function run(hand, numbers, fromTheEnd) {
    for (let j = 0; j < count; j++) {
      let total = 0;
      for (let i = 0; i < length; i++) {
        const place = order[j * length + (fromTheEnd ? length - 1 - i : i)];
        total += numbers[place];
        hand(place, exclusive ? total - numbers[place] : total);
      }
    }
  }
  return { forward, slopes: [backward] };
}

/** The twins of this file by their Python names. */
export const LINES = {
  sum_over: total(() => 1),
  mean_over: total((length) => length),
  max_over: extreme(Math.max, -Infinity),
  min_over: extreme(Math.min, Infinity),
  any_over: found(1),
  all_over: found(0),
  argmax: whereExtreme((a, b) => a > b, -Infinity),
  argmin: whereExtreme((a, b) => a < b, Infinity),
  logsumexp_over: logsumexp,
  softmax,
  log_softmax: logSoftmax,
  negative_log_likelihood: negativeLogLikelihood,
  cumsum,
};
