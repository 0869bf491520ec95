// The painted wall: one pixel for each weight, the layers' names above, and a magnifying glass over what is looked at.

import { sharpen } from "../kit/axes.js";
import { grouped } from "../kit/numbers.js";
import { NO_SHADE } from "./wallwords.js";

const MARGIN = 6; // pixels of bare wall around it
const FRAME = 6; // more of it, which the page paints: the canvas has no round corners, because clipping them costs as much as a picture
const BOARD = "#0d0f13";
const WORDS = "#c3c9d4";
const BAD = "#ff40ff";
const BAD_VALUE = -128;
const MOST_RINGS = 200;

const GLASS = { cells: 11, size: 13 }; // cells across, and pixels for each

/** canvas, glass: where to paint the wall, and what lies over it. table: the colours as Python made them. */
export function makeWallPainter(canvas, glass, table) {
  const pixels = document.createElement("canvas");
  const pen = canvas.getContext("2d", { alpha: false });
  const over = glass.getContext("2d");
  const palette = Uint32Array.from({ length: 256 * 16 }, (_, k) => 0xff000000 | (table[3 * k + 2] << 16) | (table[3 * k + 1] << 8) | table[3 * k]);
  let wall = null;
  let image = null;
  let dots = null;
  let size = [0, 0];

  function resize(laid) {
    wall = laid;
    size = [wall.columns * wall.cell + 2 * MARGIN, wall.rows * wall.cell + 2 * MARGIN];
    sharpen(canvas, ...size);
    sharpen(glass, size[0] + 2 * FRAME, size[1] + 2 * FRAME);
    over.translate(FRAME, FRAME);
    Object.assign(pixels, { width: wall.columns, height: wall.rows });
    image = new ImageData(wall.columns, wall.rows);
    dots = new Uint32Array(image.data.buffer);
  }

  /** weights: {values, shades}: an Int8Array, and the shades two in a byte or null. trouble: whether some are no numbers. */
  function draw({ values, shades }, trouble) {
    const { places, cell } = wall;
    for (let k = 0; k < places.length; k++) {
      const shade = shades ? (shades[k >> 1] >> ((k & 1) << 2)) & 15 : NO_SHADE;
      dots[places[k]] = palette[(values[k] + 128) * 16 + shade];
    }
    pixels.getContext("2d").putImageData(image, 0, 0);
    pen.fillStyle = BOARD;
    pen.fillRect(0, 0, ...size);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(pixels, MARGIN, MARGIN, wall.columns * cell, wall.rows * cell);
    for (const layer of wall.layers) paintName(layer, cell);
    if (trouble) paintBad(values);
  }

  function paintName({ name, count, x, y, width, parts }, cell) {
    const [left, base] = [MARGIN + x * cell, MARGIN + y * cell - 6];
    pen.fillStyle = WORDS;
    pen.font = "600 12.5px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.fillText(name, left, base);
    const long = pen.measureText(`${name}  `).width;
    pen.font = "12px system-ui, sans-serif";
    const words = grouped(count);
    const rest = (width - 1) * cell - long - pen.measureText(words).width;
    pen.globalAlpha = 0.75;
    if (rest > (parts.length > 1 ? 14 : 0)) pen.fillText(words, left + long, base);
    if (rest > 30 || long < (parts.at(-1).x - x) * cell - 8) {
      // A letter above the bias, which is one thin column.
      for (const part of parts.slice(1)) {
        pen.textAlign = "center";
        if (part.path.endsWith("/bias")) pen.fillText("b", MARGIN + (part.x + part.width / 2) * cell, base);
      }
    }
    pen.globalAlpha = 1;
  }

  /** Weights that are no numbers are too small to be seen by themselves: their layer gets a frame, and each a ring. */
  function paintBad(values) {
    const { cell, places, columns } = wall;
    pen.strokeStyle = BAD;
    let rings = 0;
    for (const part of wall.layers.flatMap((layer) => layer.parts)) {
      let bad = 0;
      for (let k = part.start; k < part.start + part.size; k++) {
        if (values[k] !== BAD_VALUE) continue;
        bad++;
        if (rings++ >= MOST_RINGS) continue;
        const [x, y] = centre(places[k] % columns, Math.floor(places[k] / columns));
        pen.lineWidth = 1.5;
        pen.beginPath();
        pen.arc(x, y, cell / 2 + 5, 0, 2 * Math.PI);
        pen.stroke();
      }
      if (!bad) continue;
      pen.lineWidth = 2.5;
      pen.strokeRect(MARGIN + part.x * cell - 3, MARGIN + part.y * cell - 3, part.width * cell + 6, part.height * cell + 6);
    }
  }

  const centre = (x, y) => [MARGIN + (x + 0.5) * wall.cell, MARGIN + (y + 0.5) * wall.cell];
  const at = (index) => [wall.places[index] % wall.columns, Math.floor(wall.places[index] / wall.columns)];

  /** The glass over the weight that is looked at, or none; a frame around the one in hand. */
  function drawGlass(looked, held, { values }) {
    const empty = looked === null && held === null;
    glass.hidden = empty; // as in most pictures of a training: even an empty canvas is laid over the screen anew
    if (empty) return;
    over.clearRect(-FRAME, -FRAME, size[0] + 2 * FRAME, size[1] + 2 * FRAME);
    if (held !== null) paintHeld(...centre(...at(held)));
    if (looked !== null) paintLens(looked, values);
  }

  function paintLens(looked, values) {
    const { cells, size: zoom } = GLASS;
    const [x, y] = at(looked);
    const [cx, cy] = centre(x, y);
    const side = cells * zoom;
    const left = cx + 16 + side < size[0] ? cx + 16 : cx - 16 - side;
    const top = Math.max(4, Math.min(size[1] - side - 4, cy - side / 2));
    const half = (cells - 1) / 2;
    over.fillStyle = BOARD;
    over.fillRect(left - 3, top - 3, side + 6, side + 6);
    over.imageSmoothingEnabled = false;
    // Only what lies on the wall: beyond its edge there is bare board.
    const [sx, sy] = [Math.max(0, x - half), Math.max(0, y - half)];
    const [ex, ey] = [Math.min(wall.columns, x + half + 1), Math.min(wall.rows, y + half + 1)];
    over.drawImage(pixels, sx, sy, ex - sx, ey - sy, left + (sx - x + half) * zoom, top + (sy - y + half) * zoom, (ex - sx) * zoom, (ey - sy) * zoom);
    over.strokeStyle = "rgba(255,255,255,0.75)";
    over.lineWidth = 1.2;
    over.beginPath();
    for (let j = sy; j < ey; j++) {
      for (let i = sx; i < ex; i++) {
        const owner = wall.owners[j * wall.columns + i];
        if (owner < 0 || Math.abs(values[owner]) < 16 || values[owner] === BAD_VALUE) continue;
        // The sign again, for those who see no colours.
        const [mx, my] = [left + (i - x + half + 0.5) * zoom, top + (j - y + half + 0.5) * zoom];
        over.moveTo(mx - 2.5, my);
        over.lineTo(mx + 2.5, my);
        if (values[owner] > 0) {
          over.moveTo(mx, my - 2.5);
          over.lineTo(mx, my + 2.5);
        }
      }
    }
    over.stroke();
    over.strokeStyle = "#ffffff";
    over.lineWidth = 2;
    over.strokeRect(left - 2, top - 2, side + 4, side + 4);
    over.strokeRect(left + half * zoom, top + half * zoom, zoom, zoom);
    over.strokeRect(cx - wall.cell / 2 - 2, cy - wall.cell / 2 - 2, wall.cell + 4, wall.cell + 4);
  }

  function paintHeld(x, y) {
    const out = wall.cell / 2 + 4;
    for (const [colour, width] of [["#000000", 5], ["#ffffff", 2]]) {
      over.strokeStyle = colour;
      over.lineWidth = width;
      over.beginPath();
      over.arc(x, y, out, 0, 2 * Math.PI);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        over.moveTo(x + dx * out, y + dy * out);
        over.lineTo(x + dx * (out + 8), y + dy * (out + 8));
      }
      over.stroke();
    }
  }

  /** The weight under a pixel, or the nearest within a few pixels; null on the bare wall. */
  function pick(px, py) {
    const [x, y] = [Math.floor((px - MARGIN) / wall.cell), Math.floor((py - MARGIN) / wall.cell)];
    const far = Math.ceil(4 / wall.cell);
    let best = null;
    for (let j = Math.max(0, y - far); j <= Math.min(wall.rows - 1, y + far); j++) {
      for (let i = Math.max(0, x - far); i <= Math.min(wall.columns - 1, x + far); i++) {
        const owner = wall.owners[j * wall.columns + i];
        const distance = Math.hypot(i - x, j - y);
        if (owner >= 0 && (!best || distance < best.distance)) best = { owner, distance };
      }
    }
    return best && best.owner;
  }

  return { resize, draw, drawGlass, pick, margin: 2 * (MARGIN + FRAME) };
}

/** The legend: values across, slopes upwards, as on the wall. */
export function paintLegend(canvas, table, known) {
  const [width, height] = [170, 44];
  sharpen(canvas, width, height);
  const pen = canvas.getContext("2d");
  const rows = known ? 15 : 1;
  for (let shade = 0; shade < rows; shade++) {
    for (let x = 0; x < width; x++) {
      const k = 3 * (16 * (1 + Math.round((x / (width - 1)) * 254)) + (known ? shade : NO_SHADE));
      pen.fillStyle = `rgb(${table[k]},${table[k + 1]},${table[k + 2]})`;
      pen.fillRect(x, height - ((shade + 1) * height) / rows, 1, height / rows + 1);
    }
  }
}
