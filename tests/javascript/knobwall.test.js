// The wall of weights without a browser: where each weight hangs, how one walks over it, and what its bytes say.

import assert from "node:assert/strict";
import test from "node:test";
import { between, change } from "../../gradlab/live/knob_wall/weightcurve.js";
import { layWall, layersOf, nameOf, neighbour } from "../../gradlab/live/knob_wall/walllayout.js";
import { slopeWords } from "../../gradlab/live/knob_wall/wallwords.js";

const SHAPES = { "conv2d/kernel": [3, 3, 3, 32], "conv2d/bias": [32], "conv2d_1/kernel": [3, 3, 32, 64], "conv2d_1/bias": [64], "dense/kernel": [1024, 64], "dense/bias": [64], "dense_1/kernel": [64, 10], "dense_1/bias": [10] };

function blocksOf(shapes) {
  let start = 0;
  return Object.entries(shapes).map(([path, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    start += size;
    return { path, shape, size, start: start - size };
  });
}

const blocks = blocksOf(SHAPES);
const count = blocks.reduce((sum, { size }) => sum + size, 0);

test("every weight hangs in a cell of its own, at any width", () => {
  for (const width of [300, 620, 925, 1200]) {
    const wall = layWall(layersOf(blocks), width, 700);
    assert.equal(new Set(wall.places).size, count);
    wall.places.forEach((place, weight) => assert.equal(wall.owners[place], weight));
    assert.ok(wall.columns * wall.cell <= width, `${wall.columns} columns of ${wall.cell} in ${width}`);
  }
});

test("cells are as large as the height allows", () => {
  const wall = layWall(layersOf(blocks), 925, 700);
  assert.ok(wall.rows * wall.cell <= 700);
  assert.ok(wall.cell >= 2);
  assert.equal(layWall(layersOf(blocks), 925, 10).cell, 1);
});

test("a row is one filter or neuron: the weights of one output lie in its row, in every band", () => {
  const wall = layWall(layersOf(blocks), 620, 700);
  const dense = blocks[4];
  const part = wall.layers.flatMap((layer) => layer.parts).find(({ path }) => path === "dense/kernel");
  const rows = new Set();
  for (let input = 0; input < 1024; input++) {
    const row = Math.floor(wall.places[dense.start + input * 64 + 17] / wall.columns);
    rows.add((row - part.y) % 65); // 64 neurons and a gap to a band
  }
  assert.deepEqual([...rows], [17]);
});

test("layers stand in their order, and none over another", () => {
  const wall = layWall(layersOf(blocks), 925, 700);
  const starts = wall.layers.map(({ x, y }) => y * 1e6 + x);
  assert.deepEqual(starts, [...starts].sort((a, b) => a - b));
  assert.deepEqual(wall.layers.map(({ name, count }) => [name, count]), [["conv2d", 896], ["conv2d_1", 18496], ["dense", 65600], ["dense_1", 650]]);
});

test("a layer with thousands of outputs and few inputs is laid on its side", () => {
  const tall = blocksOf({ "dense/kernel": [2, 3000], "dense/bias": [3000] });
  const wall = layWall(layersOf(tall), 620, 700);
  assert.ok(wall.rows * wall.cell <= 700);
  assert.equal(new Set(wall.places).size, 9000);
});

test("arrow keys walk over the wall, over gaps, and stop at its edge", () => {
  const wall = layWall(layersOf(blocks), 925, 700);
  const at = (weight) => [wall.places[weight] % wall.columns, Math.floor(wall.places[weight] / wall.columns)];
  assert.equal(neighbour(wall, 0, -1, 0), 0);
  assert.equal(neighbour(wall, 0, 0, -1), 0);
  const right = neighbour(wall, 0, 1, 0);
  assert.deepEqual(at(right), [at(0)[0] + 1, at(0)[1]]);
  assert.equal(right, 32); // the next input of the same filter
  assert.equal(neighbour(wall, 0, 0, 1), 1); // the same input of the next filter
  let place = 0;
  const layers = new Set();
  for (let k = 0; k < 40; k++) {
    place = neighbour(wall, place, 1, 0);
    layers.add(blocks.findLast(({ start }) => start <= place).path);
  }
  assert.deepEqual([...layers].slice(0, 2), ["conv2d/kernel", "conv2d/bias"]);
});

test("names are those that Python uses", () => {
  assert.equal(nameOf(blocks, 0), "conv2d/kernel[0,0,0,0]");
  assert.equal(nameOf(blocks, ((1 * 3 + 2) * 3 + 1) * 32 + 17), "conv2d/kernel[1,2,1,17]");
  assert.equal(nameOf(blocks, 864 + 5), "conv2d/bias[5]");
});

test("a shade says between which powers of two a slope lies", () => {
  assert.equal(slopeWords(0, 0), "0");
  assert.equal(slopeWords(14, 0), "±0.50 or more");
  assert.equal(slopeWords(13, 0), "between ±0.25 and ±0.50");
  assert.equal(slopeWords(1, 14), "below ±2.0");
  assert.equal(slopeWords(15, 0), "not known yet");
});

test("the error between two places lies on the line between them", () => {
  const curve = { places: [-1, 0, 3], heights: [4, 2, 8] };
  assert.deepEqual([-2, -1, -0.5, 0, 1, 3, 9].map((x) => between(curve, x)), [4, 4, 3, 2, 4, 8, 8]);
  assert.deepEqual(change([4, 2, 8, NaN], 2), { span: 6, share: 3 });
});
