// A small network of the plane: its first weights, where each weight lies, and its tape at these sizes over these points.

import { Player } from "../player/player.js";

export const MOST_LAYERS = 3;
export const MOST_NEURONS = 8;

/** How many numbers each layer gives: two come in, one goes out. */
export const sizesOf = (layers) => [2, ...layers, 1];

/**
 * The layers' places among all weights in one row: for each {from, to} neurons, where its kernel begins and its biases.
 * The weight from neuron i to neuron j lies at kernel + i * to + j.
 */
export function placesOf(layers) {
  const sizes = sizesOf(layers);
  let next = 0;
  return sizes.slice(1).map((to, k) => {
    const from = sizes[k];
    const kernel = next;
    next += from * to + to;
    return { from, to, kernel, bias: kernel + from * to, end: next };
  });
}

/** All weights at the start: what Python's first_weights makes, in one row. */
export function firstWeights(layers, scale, seed) {
  const draw = draws(seed);
  const places = placesOf(layers);
  const weights = new Float64Array(places.at(-1).end);
  for (const { from, to, kernel } of places) {
    const block = Array.from({ length: MOST_NEURONS ** 2 }, draw);
    const limit = scale * Math.sqrt(6 / (from + to));
    for (let i = 0; i < from; i++) {
      for (let j = 0; j < to; j++) weights[kernel + i * to + j] = Math.fround(limit * block[i * MOST_NEURONS + j]);
    }
  }
  return weights;
}

/** Random numbers between -1 and 1, the same as Python's: Park and Miller's "minimal standard" (1988). */
function draws(seed) {
  const modulus = 2 ** 31 - 1;
  let state = (seed % (modulus - 1)) + 1;
  const next = () => (state = (state * 48271) % modulus);
  for (let k = 0; k < 10; k++) next();
  return () => (2 * next()) / modulus - 1;
}

/** The weights in one row as the tape's knobs: kernel and bias of each layer, on the same memory. */
export function knobsOf(weights, layers) {
  return placesOf(layers).flatMap(({ kernel, bias, end }) => [weights.subarray(kernel, bias), weights.subarray(bias, end)]);
}

/**
 * A player of the tape over these points. tape: as networks.py names its sizes. x: numbers of the points, two each;
 * labels: one each. Its `neurons` are the numbers that each layer gave, row by row for the points; the last are the scores.
 */
export function playerOf(tape, layers, x, labels) {
  const names = { rows: labels.length, ...Object.fromEntries(layers.map((n, k) => [`width_${k + 1}`, n])) };
  const sized = (shape) => shape.map((n) => names[n] ?? n);
  const starts = [0, 8 * x.length]; // the points come first on the tape, then the labels
  const values = tape.values.map((value) => {
    const shape = sized(value.shape);
    if (value.constant) return { ...value, shape, constant: "float64", start: starts.shift() };
    if (value.parameters?.shape) return { ...value, shape, parameters: { ...value.parameters, shape: sized(value.parameters.shape) } };
    return { ...value, shape };
  });
  const player = new Player({ ...tape, values }, new DataView(Float64Array.from([...x, ...labels]).buffer));
  player.neurons = tape.neurons.map((place) => player.values[place]);
  return player;
}

/** The points of a data set with this noise, parted: {train: {x, labels}, test: {x, labels}}. */
export function pointsOf({ start, count, train }, numbers, noise) {
  const clean = numbers.subarray(start, start + 2 * count);
  const moved = numbers.subarray(start + 2 * count, start + 4 * count);
  const labels = numbers.subarray(start + 4 * count, start + 5 * count);
  const x = Float32Array.from(clean, (place, i) => place + noise * moved[i]); // rounded as Python rounds
  const part = (from, to) => ({ x: x.subarray(2 * from, 2 * to), labels: labels.subarray(from, to) });
  return { train: part(0, train), test: part(train, count) };
}

/** The first layer that holds a weight which is not finite as float32, in which Python's model holds it: {layer, nan}, or null. */
export function firstBad(weights, layers) {
  const places = placesOf(layers);
  for (let k = 0; k < places.length; k++) {
    const own = weights.subarray(places[k].kernel, places[k].end);
    if (!own.every((w) => Number.isFinite(Math.fround(w)))) return { layer: k, nan: own.some(Number.isNaN) };
  }
  return null;
}

export const layerName = (k, layers) => (k < layers.length ? `hidden layer ${k + 1}` : "the output layer");
