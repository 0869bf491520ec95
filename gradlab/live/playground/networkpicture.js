// The wiring: the neurons in their columns, each with a map of what it gives over the plane, and the weights as lines
// between them. A line's colour and dashes tell the sign, its width the size; a bias is a bar under its neuron.

import { sharpen } from "../kit/axes.js";
import { placesOf, sizesOf } from "./network.js";
import { plain } from "../kit/numbers.js";
import { signDots } from "./signcolours.js";
import { GRID } from "./trainer.js";

const TILE = GRID / 2; // dots along a neuron's map
const BOX = 34; // its width on the page
const HEIGHT = 360;
const WIDEST = 7; // of a line, for weights of BIG and more
const BIG = 3;
const NEAR = 9; // pixels: how far from a line a click may be
const PARTS = 16; // of a line, where a click's distance is measured

/** Returns {resize(width), draw(trainer, chosen, colours), pick(x, y), columns}. */
export function makeWiring(canvas) {
  const pen = canvas.getContext("2d");
  const atlas = document.createElement("canvas"); // all maps, a column for each layer
  atlas.width = 5 * TILE;
  atlas.height = 8 * TILE;
  const atlasPen = atlas.getContext("2d");
  const picture = atlasPen.createImageData(atlas.width, atlas.height);
  const inks = new Uint32Array(picture.data.buffer);
  let width = 0;
  let columns = []; // for each column the boxes' middles: [[x, y], …]
  let shown = null; // the layers that `columns` is for; "" would be those of a network without any

  function resize(space) {
    width = Math.max(260, Math.min(760, space));
    sharpen(canvas, width, HEIGHT);
    shown = null;
  }

  function place(layers) {
    if (shown === String(layers)) return;
    shown = String(layers);
    const sizes = sizesOf(layers);
    const edge = BOX / 2 + 14;
    columns = sizes.map((size, c) => {
      const x = edge + (c / (sizes.length - 1)) * (width - 2 * edge);
      const gap = Math.min(66, (HEIGHT - 8) / size);
      return Array.from({ length: size }, (_, k) => [x, HEIGHT / 2 - 3 + (k - (size - 1) / 2) * gap]);
    });
  }

  function draw(trainer, chosen, colours) {
    place(trainer.layers);
    fillAtlas(trainer, colours);
    pen.clearRect(0, 0, width, HEIGHT);
    const places = placesOf(trainer.layers);
    pen.lineCap = "butt";
    places.forEach(({ from, to, kernel }, c) => {
      for (let i = 0; i < from; i++) {
        for (let j = 0; j < to; j++) paintWeight(c, i, j, trainer.weights[kernel + i * to + j], colours, kernel + i * to + j === chosen);
      }
    });
    pen.setLineDash([]);
    columns.forEach((column, c) => {
      column.forEach(([x, y], k) => {
        paintBox(x, y, c, k, colours);
        if (c > 0) paintBias(x, y, trainer.weights[places[c - 1].bias + k], places[c - 1].bias + k === chosen, colours);
        if (trainer.dead(c, k)) paintDead(x, y, colours);
      });
    });
    columns[0].forEach(([x, y], k) => word(k ? "x₂" : "x₁", x, y - BOX / 2 - 5, colours.text, colours));
    paintChosen(places, trainer.weights, chosen, colours);
  }

  /** What each neuron gives, as colours: in full where it is 1, or its largest where that is more. */
  function fillAtlas(trainer, colours) {
    const inkOf = signDots(colours, 0.9);
    const layers = trainer.plane();
    const last = layers.length;
    for (let k = 0; k < 2; k++) tile(0, k, (i, j) => (2 * (k ? i : j) + 1) / TILE - 1, inkOf);
    layers.forEach((values, layer) => {
      const size = layer === last - 1 ? 1 : trainer.layers[layer];
      for (let k = 0; k < size; k++) {
        const at = (i, j) => values[(2 * i * GRID + 2 * j) * size + k];
        if (layer === last - 1) tile(layer + 1, k, (i, j) => Math.tanh(at(i, j) / 2), inkOf);
        else {
          let most = 1;
          for (let i = 0; i < TILE; i++) for (let j = 0; j < TILE; j++) most = Math.max(most, Math.abs(at(i, j)) || 0);
          tile(layer + 1, k, (i, j) => at(i, j) / most, inkOf);
        }
      }
    });
    atlasPen.putImageData(picture, 0, 0);
  }
  function tile(column, row, valueAt, inkOf) {
    for (let i = 0; i < TILE; i++) {
      const line = (row * TILE + TILE - 1 - i) * atlas.width + column * TILE;
      for (let j = 0; j < TILE; j++) inks[line + j] = inkOf(valueAt(i, j));
    }
  }

  function paintWeight(c, i, j, w, colours, isChosen) {
    if (w === 0 && !isChosen) return;
    pen.strokeStyle = Number.isNaN(w) ? colours.muted : w > 0 ? colours.positive : colours.negative;
    pen.lineWidth = isChosen ? Math.max(3, thickness(w)) : thickness(w);
    pen.globalAlpha = isChosen ? 1 : 0.75;
    pen.setLineDash(w < 0 ? [5, 3.5] : []);
    pen.beginPath();
    curve(...ends(c, i, j));
    pen.stroke();
    pen.globalAlpha = 1;
  }
  const ends = (c, i, j) => {
    const [[x1, y1], [x2, y2]] = [columns[c][i], columns[c + 1][j]];
    return [x1 + BOX / 2, y1, x2 - BOX / 2, y2];
  };
  function curve(x1, y1, x2, y2) {
    const bend = (x2 - x1) / 2;
    pen.moveTo(x1, y1);
    pen.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
  }

  function paintBox(x, y, column, row, colours) {
    pen.drawImage(atlas, column * TILE, row * TILE, TILE, TILE, x - BOX / 2, y - BOX / 2, BOX, BOX);
    pen.strokeStyle = colours.text;
    pen.lineWidth = 1;
    pen.strokeRect(x - BOX / 2, y - BOX / 2, BOX, BOX);
  }
  /** From the middle to the right where it is positive, to the left and hollow where it is negative. */
  function paintBias(x, y, b, isChosen, colours) {
    const [top, long] = [y + BOX / 2 + 2, (Math.min(BIG, Math.abs(b) || 0) / BIG) * (BOX / 2)];
    pen.fillStyle = pen.strokeStyle = b < 0 ? colours.negative : colours.positive;
    pen.lineWidth = 1;
    if (b > 0) pen.fillRect(x, top, long, 4);
    if (b < 0) pen.strokeRect(x - long + 0.5, top + 0.5, long, 3);
    pen.fillStyle = colours.text;
    pen.fillRect(x - 0.5, top - 1, 1, 6);
    if (!isChosen) return;
    pen.strokeStyle = colours.text;
    pen.strokeRect(x - BOX / 2 - 2, top - 2.5, BOX + 4, 9);
  }
  function paintDead(x, y, colours) {
    pen.strokeStyle = colours.muted;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(x - BOX / 2, y - BOX / 2);
    pen.lineTo(x + BOX / 2, y + BOX / 2);
    pen.stroke();
    word("dead", x, y + 4, colours.text, colours);
  }
  function word(words, x, y, colour, colours) {
    pen.font = "bold 12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = colours.paper;
    pen.strokeText(words, x, y);
    pen.fillStyle = colour;
    pen.fillText(words, x, y);
  }
  /** The weight in hand, with its number beside it. */
  function paintChosen(places, weights, chosen, colours) {
    const at = whereIs(places, chosen);
    if (!at) return;
    const number = plain(Number(weights[chosen].toPrecision(3)));
    if (at.bias) return word(number, columns[at.c + 1][at.j][0], columns[at.c + 1][at.j][1] + BOX / 2 + 20, colours.text, colours);
    const [x1, y1, x2, y2] = ends(at.c, at.i, at.j);
    word(number, (x1 + x2) / 2, (y1 + y2) / 2 - 7, colours.text, colours);
  }

  /** The place of the weight whose line passes nearest to a pixel, or of the bias whose neuron lies there; null if none. */
  function pick(x, y, layers) {
    let [best, nearest] = [null, NEAR];
    placesOf(layers).forEach(({ from, to, kernel, bias }, c) => {
      for (let j = 0; j < to; j++) {
        const [bx, by] = columns[c + 1][j];
        if (Math.abs(x - bx) <= BOX / 2 && y >= by - BOX / 2 && y <= by + BOX / 2 + 8) [best, nearest] = [bias + j, -1];
        for (let i = 0; i < from; i++) {
          const far = distance(x, y, ends(c, i, j));
          if (far < nearest) [best, nearest] = [kernel + i * to + j, far];
        }
      }
    });
    return best;
  }

  return { resize, draw, pick, columns: () => columns };
}

/** How wide the line of a weight is: it grows quickly near 0, so that small weights can still be told apart. */
export const thickness = (w) => Math.max(0.6, WIDEST * Math.sqrt(Math.min(BIG, Math.abs(w)) / BIG)) || 1;

/** Which weight lies at a place in the row of all: {c: layer, i: from, j: to}, or {c, j, bias: true}. */
export function whereIs(places, chosen) {
  if (chosen === null) return null;
  const c = places.findIndex(({ end }) => chosen < end);
  if (c < 0) return null;
  const { kernel, bias, to } = places[c];
  if (chosen >= bias) return { c, j: chosen - bias, bias: true };
  return { c, i: Math.floor((chosen - kernel) / to), j: (chosen - kernel) % to };
}

/** How far a pixel is from a line's curve. */
function distance(x, y, [x1, y1, x2, y2]) {
  if (x < x1 - NEAR || x > x2 + NEAR) return Infinity;
  let least = Infinity;
  for (let k = 0; k <= PARTS; k++) {
    const t = k / PARTS;
    // The curve's handles lie halfway across, at the heights of its ends.
    const across = x1 + (x2 - x1) * (1.5 * t - 1.5 * t * t + t ** 3);
    const down = y1 + (y2 - y1) * (3 * t * t - 2 * t ** 3);
    least = Math.min(least, Math.hypot(x - across, y - down));
  }
  return least;
}
