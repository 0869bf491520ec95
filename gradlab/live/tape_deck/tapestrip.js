// The tape: a strip of film with one frame for each operator, in the order in which they happened. The head records from
// left to right; playing back, it goes over the same frames from right to left and leaves the slopes.

import { sharpen } from "../kit/axes.js";
import { shortArray } from "./filmwords.js";
import { heatmapSize, paintHeatmap } from "./heatmap.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const FRAME = { width: 104, height: 76 };
const HOLES = 13; // height of the rows of holes
const HEIGHT = FRAME.height + 2 * HOLES + 26;

/** Returns {resize(width), draw(state), frameAt(x)}; state: {step, position, palette, usedUp, missing}. */
export function makeTapeStrip(canvas, film, words) {
  const pen = canvas.getContext("2d");
  const count = film.forwards.length;
  const indexOf = new Map(film.forwards.map((place, i) => [place, i]));
  let width = 0;
  let shift = 0; // how far the strip is pushed to the left

  /** Where the head stands at a step, counted in frames. */
  function headAt(step) {
    if (step <= 0) return -0.5;
    if (step <= count) return step - 0.5;
    if (step === film.turn) return count + 0.2;
    const frame = film.backwards[Math.min(film.backwards.length, step - film.turn) - 1];
    return frame ? indexOf.get(frame.place) + 0.5 : count;
  }
  function headBetween(position) {
    const step = Math.floor(position);
    const share = position - step;
    return headAt(step) * (1 - share) + headAt(step + 1) * share;
  }
  const lead = () => 30;

  function draw(state) {
    const { palette, position, step } = state;
    const long = count * FRAME.width;
    const room = width - 2 * lead();
    const head = headBetween(position) * FRAME.width;
    shift = long <= room ? 0 : Math.min(long - room, Math.max(0, head - room / 2));
    const left = lead() - shift;
    pen.clearRect(0, 0, width, HEIGHT);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, width, HEIGHT);
    pen.clip();
    band(left, Math.min(long, width * 2 + shift), palette);
    const first = Math.max(0, Math.floor((shift - lead()) / FRAME.width));
    for (let i = first; i < Math.min(count, first + Math.ceil(width / FRAME.width) + 2); i++) drawFrame(i, left + i * FRAME.width, state);
    pen.restore();
    drawHead(left + head, step, palette, state.usedUp);
  }

  function band(left, long, palette) {
    const [top, bottom] = [20, 20 + FRAME.height + 2 * HOLES];
    pen.fillStyle = palette.grid;
    pen.beginPath();
    pen.roundRect(left - 12, top, count * FRAME.width + 24, bottom - top, 6);
    pen.fill();
    pen.fillStyle = palette.paper;
    const start = left - 6 + Math.max(0, Math.floor((-left - 20) / 13)) * 13;
    for (let x = start; x < Math.min(width, left + count * FRAME.width + 6); x += 13) {
      for (const y of [top + 3.5, bottom - 9.5]) {
        pen.beginPath();
        pen.roundRect(x, y, 7, 6, 2);
        pen.fill();
      }
    }
  }

  function drawFrame(i, x, { step, palette, usedUp }) {
    const place = film.forwards[i];
    const node = film.nodes[place];
    const recorded = step > i;
    const now = film.frame(step);
    const active = now?.place === place && now.way !== "turn";
    const backwards = step >= film.turn;
    const top = 20 + HOLES;
    pen.fillStyle = palette.paper;
    pen.globalAlpha = recorded ? (usedUp ? 0.5 : 1) : 0.45;
    pen.beginPath();
    pen.roundRect(x + 3, top, FRAME.width - 6, FRAME.height, 4);
    pen.fill();
    if (active) {
      pen.strokeStyle = backwards ? palette.slope : palette.more[0];
      pen.lineWidth = 3;
      pen.stroke();
    }
    if (!recorded || usedUp) {
      pen.globalAlpha = 1;
      return;
    }
    const middle = x + FRAME.width / 2;
    pen.save();
    pen.beginPath();
    pen.rect(x + 5, top, FRAME.width - 10, FRAME.height);
    pen.clip();
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = palette.muted;
    pen.font = `12px ${FONT}`;
    const formula = `${node.name} = ${words.formula(place)}`;
    const fits = pen.measureText(formula).width < FRAME.width - 12;
    pen.fillText(fits ? formula : node.card.operator, middle, top + 16);
    pen.fillStyle = palette.text;
    numbers(film.missing(place) ? null : film.value(place), node.shape, middle, top + 40, palette, null);
    const slope = film.slope(place, step);
    if (slope) numbers(slope, node.shape, middle, top + 66, palette, palette.slope);
    pen.restore();
  }

  function numbers(values, shape, middle, base, palette, colour) {
    pen.font = `700 ${colour ? 14 : 17}px ${FONT}`;
    pen.fillStyle = colour ?? palette.text;
    if (!values) {
      pen.font = `italic 12px ${FONT}`;
      pen.fillText("not kept", middle, base);
    } else if (values.length === 1) {
      const number = shortArray(values, shape);
      const fits = pen.measureText(`slope ${number}`).width < FRAME.width - 12;
      pen.fillText(colour && fits ? `slope ${number}` : number, middle, base);
    } else {
      const room = { width: 76, height: 22 };
      const { width, height } = heatmapSize(shape, room);
      paintHeatmap(pen, values, shape, { x: middle - width / 2, y: base - 7 - height / 2, ...room }, palette, colour);
    }
  }

  function drawHead(x, step, palette, usedUp) {
    const backwards = step >= film.turn;
    const colour = usedUp ? palette.muted : backwards ? palette.slope : palette.more[0];
    const at = Math.min(width - 6, Math.max(6, x));
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.moveTo(at, 16);
    pen.lineTo(at, 22);
    pen.moveTo(at, 20 + FRAME.height + 2 * HOLES - 2);
    pen.lineTo(at, HEIGHT - 2);
    pen.stroke();
    pen.beginPath();
    const way = backwards ? -1 : 1;
    pen.moveTo(at - way * 6, 1);
    pen.lineTo(at + way * 9, 9);
    pen.lineTo(at - way * 6, 17);
    pen.fill();
  }

  return {
    draw,
    resize(wide) {
      width = wide;
      sharpen(canvas, width, HEIGHT);
    },
    /** The number of the frame at a pixel, counted from 0; null beside the strip. */
    frameAt(x) {
      const i = Math.floor((x - lead() + shift) / FRAME.width);
      return i >= 0 && i < count ? i : null;
    },
    /** The step at which the head goes over a frame, on the way on which it is now. */
    stepOf(i, step) {
      if (step < film.turn) return i + 1;
      const k = film.backwards.findIndex(({ place }) => place === film.forwards[i]);
      return k < 0 ? film.turn : film.turn + 1 + k;
    },
  };
}
