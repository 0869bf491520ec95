// What there is to see in a training: who is dead, how steep each layer is, how many points are on the right side; and a
// sentence that says it.

import { layerName, placesOf } from "./network.js";
import { digits, text } from "../kit/numbers.js";

/** For each hidden layer which of its relu neurons give 0 at every training point: they have no slope, and do not learn. */
export function deadNeurons(neurons, layers, activation) {
  return layers.map((size, layer) =>
    Array.from({ length: size }, (_, k) => {
      if (activation !== "relu") return false;
      for (let at = k; at < neurons[layer].length; at += size) if (neurons[layer][at] !== 0) return false;
      return true;
    }),
  );
}

/** For each layer the mean of the absolute slopes of the loss towards the weights of its kernel. */
export function layerSlopes(slopes, layers) {
  return placesOf(layers).map(({ kernel, bias }) => {
    let sum = 0;
    for (let at = kernel; at < bias; at++) sum += Math.abs(slopes[at]);
    return sum / (bias - kernel);
  });
}

/** Which share of the points has a score on the side of its label. */
export function rightShare(scores, labels) {
  let right = 0;
  for (let k = 0; k < labels.length; k++) if (scores[k] > 0 === labels[k] > 0.5) right++;
  return right / labels.length;
}

const FLAT = 1e-4; // a layer with slopes below this, and
const FAR_LESS = 100; // so many times less than another, hardly learns

/**
 * What is seen now, in a few words. now: {step, trouble, loss: {train, test}, right, tested, dead, steepness, layers,
 * activation, history, zeros}.
 */
export function sentence(now) {
  const kind = now.tested ? "test points" : "points";
  const said = [
    now.trouble,
    `The network is right about ${Math.round(100 * now.right)} % of the ${kind}. Loss ${text(now.loss.train)}${now.tested ? ` on the training points, ${text(now.loss.test)} on the test points` : ""}.`,
    hint(now),
  ];
  return said.filter(Boolean).join(" ");
}

/** The one thing that matters most now, or "". */
function hint({ step, trouble, layers, activation, dead, steepness, history, loss, tested, alike }) {
  if (trouble) return "";
  const count = dead.flat().filter(Boolean).length;
  if (alike) return "All weights are 0: every neuron gets the same slope, so none can become different from the others.";
  if (count) return `${count} of ${dead.flat().length} relu neurons ${count === 1 ? "is" : "are"} dead: 0 at every training point, so without a slope.`;
  const steepest = Math.max(...steepness);
  const flat = steepness.findIndex((s) => s < FLAT && s * FAR_LESS < steepest);
  if (flat >= 0) return `The slopes vanish in ${layerName(flat, layers)}: it hardly learns.`;
  if (activation === "linear" && layers.length) return "Without a curve in between, all layers together are one straight line.";
  const best = Math.min(...history.map((row) => row[2]));
  if (tested && step > 0 && loss.test > 1.25 * best && loss.test > 1.5 * loss.train) {
    return `The test loss was ${digits(best, 2)} and rises while the training loss falls: the network learns the training points by heart.`;
  }
  return "";
}
