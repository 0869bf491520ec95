// The optimizers: from the slope of each knob, how far to turn it. The formulas and defaults are those of
// gradlab.keras.optimizers, computed in the same order, so that page and Python show the same digits.
//
// An optimizer is made for so many knobs and keeps its memory in arrays of that length. step(settings, slopes, rate) turns
// all knobs once, in place.

const EPSILON = 1e-7; // keeps a division by a slope of 0 finite

/** Gradient descent, with momentum like a heavy ball; Nesterov's looks ahead to where the ball is rolling. */
function sgd(count, { momentum = 0, nesterov = false } = {}) {
  const velocity = new Float64Array(count);
  return (settings, slopes, rate) => {
    for (let i = 0; i < count; i++) {
      velocity[i] = momentum * velocity[i] - rate * slopes[i];
      settings[i] = nesterov ? settings[i] + momentum * velocity[i] - rate * slopes[i] : settings[i] + velocity[i];
    }
  };
}

/** Divides by the size that slopes had lately, so that steep and flat directions advance alike. */
function rmsprop(count, { rho = 0.9, epsilon = EPSILON } = {}) {
  const squares = new Float64Array(count);
  return (settings, slopes, rate) => {
    for (let i = 0; i < count; i++) {
      squares[i] = rho * squares[i] + (1 - rho) * slopes[i] * slopes[i];
      settings[i] -= (rate * slopes[i]) / Math.sqrt(squares[i] + epsilon);
    }
  };
}

/** Divides by the size that all slopes so far had together: its steps only ever become shorter. */
function adagrad(count, { initial_accumulator_value = 0.1, epsilon = EPSILON } = {}) {
  const squares = new Float64Array(count).fill(initial_accumulator_value);
  return (settings, slopes, rate) => {
    for (let i = 0; i < count; i++) {
      squares[i] += slopes[i] * slopes[i];
      settings[i] -= (rate * slopes[i]) / Math.sqrt(squares[i] + epsilon);
    }
  };
}

/** Momentum and RMSprop together, both corrected for having started at 0. */
function adam(count, { beta_1 = 0.9, beta_2 = 0.999, epsilon = EPSILON } = {}) {
  const mean = new Float64Array(count);
  const squares = new Float64Array(count);
  let t = 0;
  return (settings, slopes, rate) => {
    t++;
    const corrected = (rate * Math.sqrt(1 - beta_2 ** t)) / (1 - beta_1 ** t);
    for (let i = 0; i < count; i++) {
      mean[i] = beta_1 * mean[i] + (1 - beta_1) * slopes[i];
      squares[i] = beta_2 * squares[i] + (1 - beta_2) * (slopes[i] * slopes[i]);
      settings[i] -= (mean[i] / (Math.sqrt(squares[i]) + epsilon)) * corrected;
    }
  };
}

export const SGD = { make: sgd, learningRate: 0.01 };

/** By name: how it is made, and its default learning rate. "momentum" and "nesterov" are sgd with a momentum of 0.9. */
export const OPTIMIZERS = {
  sgd: SGD,
  momentum: { make: (count, options) => sgd(count, { momentum: 0.9, ...options }), learningRate: 0.01 },
  nesterov: { make: (count, options) => sgd(count, { momentum: 0.9, nesterov: true, ...options }), learningRate: 0.01 },
  rmsprop: { make: rmsprop, learningRate: 0.001 },
  adagrad: { make: adagrad, learningRate: 0.001 },
  adam: { make: adam, learningRate: 0.001 },
};
