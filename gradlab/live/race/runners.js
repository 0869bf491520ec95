// The runners: each optimizer's colour, dash, letter and settings, the same in every race.

import { OPTIMIZERS } from "../player/optimizers.js";

/** colour: which of the palette's, none that means W, b, error or slope. dash: line and gap in turn. */
export const RUNNERS = {
  sgd: { mark: "S", colour: "text", dash: [] },
  momentum: { mark: "M", colour: 3, dash: [12, 5] },
  nesterov: { mark: "N", colour: 2, dash: [6, 3] },
  rmsprop: { mark: "R", colour: 1, dash: [2, 5] },
  adagrad: { mark: "G", colour: "points", dash: [18, 5] },
  adam: { mark: "A", colour: 0, dash: [11, 4, 2, 4] },
};

/** What can be set, and how it is called. The learning rate's slider goes by powers of ten. */
export const SETTINGS = {
  learning_rate: { name: "learning rate", low: 1e-4, high: 10, log: true },
  momentum: { name: "momentum", low: 0, high: 0.99, step: 0.01 },
  rho: { name: "ρ, memory", low: 0, high: 0.99, step: 0.01 },
  beta_1: { name: "β₁, memory", low: 0, high: 0.99, step: 0.01 },
};

/** The settings as `descend` takes them. */
export function forDescent(name, { learning_rate, ...others }, steps) {
  return { optimizer: OPTIMIZERS[name], learningRate: learning_rate, steps, ...others };
}

export const colourOf = (name, palette) => palette[RUNNERS[name].colour] ?? palette.more[RUNNERS[name].colour];
