// The parts of the playground that compute: where weights lie, the record of losses, what is found and said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { deadNeurons, layerSlopes, rightShare, sentence } from "../../gradlab/live/playground/findings.js";
import { namesOf } from "../../gradlab/live/playground/chosenweight.js";
import { roundAbove } from "../../gradlab/live/playground/losschart.js";
import { addTo } from "../../gradlab/live/playground/losshistory.js";
import { firstBad, firstWeights, knobsOf, placesOf, pointsOf } from "../../gradlab/live/playground/network.js";
import { signDots } from "../../gradlab/live/playground/signcolours.js";
import { thickness, whereIs } from "../../gradlab/live/playground/networkpicture.js";

test("kernels and biases lie one behind the other and fill the row", () => {
  assert.deepEqual(placesOf([3]), [
    { from: 2, to: 3, kernel: 0, bias: 6, end: 9 },
    { from: 3, to: 1, kernel: 9, bias: 12, end: 13 },
  ]);
  const row = Float64Array.from({ length: 13 }, (_, k) => k);
  assert.deepEqual(knobsOf(row, [3]).map((knob) => [...knob]), [[0, 1, 2, 3, 4, 5], [6, 7, 8], [9, 10, 11], [12]]);
  assert.deepEqual(placesOf([]), [{ from: 2, to: 1, kernel: 0, bias: 2, end: 3 }]);
});

test("the knobs are the weights themselves, so that a step on one is a step on the other", () => {
  const row = new Float64Array(3);
  knobsOf(row, [])[1][0] = 7;
  assert.equal(row[2], 7);
});

test("every weight has one name, in the list and on the picture", () => {
  for (const layers of [[], [1], [8, 3], [2, 8, 8]]) {
    const places = placesOf(layers);
    const listed = namesOf(layers).flatMap(({ weights }) => weights.map(([place]) => place));
    assert.deepEqual(listed.toSorted((a, b) => a - b), Array.from({ length: places.at(-1).end }, (_, k) => k));
    for (const place of listed) {
      const { c, i, j, bias } = whereIs(places, place);
      assert.equal(place, bias ? places[c].bias + j : places[c].kernel + i * places[c].to + j);
    }
  }
  assert.equal(whereIs(placesOf([2]), null), null);
  const [first, last] = namesOf([2]);
  assert.deepEqual(first.weights.map(([, name]) => name), ["x₁ → neuron 1", "x₂ → neuron 1", "bias of neuron 1", "x₁ → neuron 2", "x₂ → neuron 2", "bias of neuron 2"]);
  assert.deepEqual(last.weights.map(([, name]) => name), ["neuron 1 → output", "neuron 2 → output", "bias of the output"]);
});

test("another neuron leaves the first weights of the others in their proportions", () => {
  const [few, more] = [firstWeights([2], 1, 5), firstWeights([3], 1, 5)];
  const rate = few[0] / more[0]; // Glorot's limit depends on how many there are
  assert.ok(Math.abs(rate - Math.sqrt(5 / 4)) < 1e-6);
  assert.ok(Math.abs(few[3] / more[4] - rate) < 1e-6); // from x₂ to the second neuron
});

test("points move with the noise and keep their order", () => {
  const numbers = Float32Array.from([9, 1, 2, 3, 4, 10, 20, 30, 40, 0, 1]);
  const { train, test: tested } = pointsOf({ start: 1, count: 2, train: 1 }, numbers, 0.5);
  assert.deepEqual([[...train.x], [...train.labels], [...tested.x], [...tested.labels]], [[6, 12], [0], [18, 24], [1]]);
});

test("the first layer with a weight that is not finite is found", () => {
  const weights = firstWeights([2, 2], 1, 0);
  assert.equal(firstBad(weights, [2, 2]), null);
  weights[14] = Infinity;
  assert.deepEqual(firstBad(weights, [2, 2]), { layer: 2, nan: false });
  weights[7] = NaN;
  assert.deepEqual(firstBad(weights, [2, 2]), { layer: 1, nan: true });
  weights[0] = 1e200; // more than float32 holds
  assert.deepEqual(firstBad(weights, [2, 2]), { layer: 0, nan: false });
});

test("a long record stays short, evenly spaced, and ends with the present", () => {
  const record = [];
  for (let step = 0; step <= 5000; step += 5) {
    addTo(record, [step, 1 / (step + 1)], 40);
    assert.ok(record.length <= 40);
    assert.deepEqual(record[0], [0, 1]);
    assert.equal(record.at(-1)[0], step);
  }
  const gaps = record.slice(0, -1).map(([step], k) => (k ? step - record[k - 1][0] : null)).slice(1);
  assert.equal(new Set(gaps).size, 1);
  addTo(record, [5000, 7], 40);
  assert.deepEqual(record.at(-1), [5000, 7]); // a weight was turned by hand: the same step, another loss
  assert.equal(record.filter(([step]) => step === 5000).length, 1);
});

test("a relu neuron is dead when it is 0 at every point, others never are", () => {
  const neurons = [Float64Array.from([0, 0.1, 0, 0, 0, 0.2]), Float64Array.from([0, 0])];
  assert.deepEqual(deadNeurons(neurons, [3], "relu"), [[true, false, false]]);
  assert.deepEqual(deadNeurons(neurons, [3], "tanh"), [[false, false, false]]);
});

test("the slopes of a layer are the mean size of those of its kernel", () => {
  assert.deepEqual(layerSlopes([1, -2, 100, 4, -0.5], [1]), [1.5, 4]);
});

test("a point is on the right side when its score has the sign of its label", () => {
  assert.equal(rightShare([2, -1, 0.5, -3], [1, 0, 0, 0]), 0.75);
  assert.equal(rightShare([NaN], [1]), 0);
});

const SEEN = {
  ...{ step: 9, trouble: "", layers: [2], activation: "tanh", loss: { train: 0.5, test: 0.6 }, right: 0.875, tested: true },
  ...{ dead: [[false, false]], steepness: [0.1, 0.1], history: [[0, 0.7, 0.7], [9, 0.5, 0.6]], alike: false },
};

test("the sentence says what is seen, and the one thing that matters", () => {
  assert.equal(sentence(SEEN), "The network is right about 88 % of the test points. Loss 0.5000 on the training points, 0.6000 on the test points.");
  assert.match(sentence({ ...SEEN, tested: false }), /right about 88 % of the points. Loss 0.5000\./);
  assert.match(sentence({ ...SEEN, activation: "relu", dead: [[true, false]] }), /1 of 2 relu neurons is dead/);
  assert.match(sentence({ ...SEEN, steepness: [1e-6, 0.1] }), /slopes vanish in hidden layer 1/);
  assert.match(sentence({ ...SEEN, alike: true }), /All weights are 0/);
  assert.match(sentence({ ...SEEN, activation: "linear" }), /one straight line/);
  const byHeart = { ...SEEN, loss: { train: 0.1, test: 0.9 }, history: [[0, 0.7, 0.7], [4, 0.3, 0.4], [9, 0.1, 0.9]] };
  assert.match(sentence(byHeart), /test loss was 0.40 and rises .* by heart/);
});

test("lines are wider for larger weights, and never vanish", () => {
  const widths = [0.001, 0.1, 1, 3].map(thickness);
  assert.deepEqual(widths, widths.toSorted((a, b) => a - b));
  assert.ok(widths[0] > 0.5);
  assert.equal(thickness(-2), thickness(2));
  assert.equal(thickness(500), thickness(3));
  assert.ok(thickness(NaN) > 0);
});

test("signs have the colours of the palette, 0 is paper, and what is no number is grey", () => {
  const dotOf = signDots({ negative: "#102030", paper: "#ffffff", positive: "#000080", points: "#808080" }, 1);
  const dot = (r, g, b) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  assert.deepEqual([-1, 0, 1, 5, NaN].map(dotOf), [dot(16, 32, 48), dot(255, 255, 255), dot(0, 0, 128), dot(0, 0, 128), dot(128, 128, 128)]);
});

test("axes end at round numbers", () => {
  assert.deepEqual([0.8, 99, 100, 101, 0.05, 3].map(roundAbove), [0.8, 100, 100, 200, 0.08, 4]);
});
