// A filter as a picture: one small square of weights for each channel that it looks at, with a sign in those that have room.

import { sharpen } from "../kit/axes.js";
import { paintArray } from "./pixels.js";

const GAP = 4;
const LARGEST = 26; // pixels for a weight
const SMALLEST = 6;
const SIGNED = 12; // from here on a weight carries its sign
const FAINT = 20; // of 127: what is nearer to 0 carries none

/** How many squares stand in a row, and how many pixels a weight has, so that all fit into the width. */
export function layFilter(channels, columns, width) {
  for (let across = 1; across <= channels; across++) {
    const cell = Math.floor((width - (across - 1) * GAP) / (across * columns));
    const rows = Math.ceil(channels / across);
    if (cell <= LARGEST && (rows * (cell * columns + GAP) <= width || cell <= SMALLEST)) return { across, cell: Math.max(SMALLEST, cell) };
  }
  return { across: channels, cell: LARGEST };
}

/** filter: {shape: [filters, channels, rows, columns], start, channel, weights}. Gives the canvas the size that it needs. */
export function paintFilter(canvas, { shape: [, channels, rows, columns], start, channel, weights }, width, colours, palette) {
  const { across, cell } = layFilter(channels, columns, width);
  const [w, h] = [columns * cell, rows * cell];
  sharpen(canvas, across * (w + GAP) - GAP + 2, Math.ceil(channels / across) * (h + GAP) - GAP + 2);
  const pen = canvas.getContext("2d");
  for (let k = 0; k < channels; k++) {
    const from = start + (channel * channels + k) * rows * columns;
    const own = weights.subarray(from, from + rows * columns);
    const [x, y] = [1 + (k % across) * (w + GAP), 1 + Math.floor(k / across) * (h + GAP)];
    paintArray(pen, own, [rows, columns], { x, y, width: w, height: h }, colours);
    pen.strokeStyle = palette.muted;
    pen.lineWidth = 1;
    pen.strokeRect(x - 0.5, y - 0.5, w + 1, h + 1);
    if (cell < SIGNED) continue;
    own.forEach((byte, i) => Math.abs(byte) >= FAINT && paintSign(pen, x + ((i % columns) + 0.5) * cell, y + (Math.floor(i / columns) + 0.5) * cell, byte > 0, palette, Math.abs(byte)));
  }
}

/** The sign again, for those who see no colours. */
function paintSign(pen, x, y, plus, palette, size) {
  pen.strokeStyle = size > 70 ? palette.paper : palette.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x - 3.5, y);
  pen.lineTo(x + 3.5, y);
  if (plus) {
    pen.moveTo(x, y - 3.5);
    pen.lineTo(x, y + 3.5);
  }
  pen.stroke();
}
