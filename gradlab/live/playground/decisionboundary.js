// The decision boundary: how likely each place of the plane is a 1, the line where both are equally likely, and the points.

import { makeAxes, sharpen } from "../kit/axes.js";
import { contourPieces } from "../terrain/contours.js";
import { signDots } from "./signcolours.js";
import { GRID } from "./trainer.js";

const DEPTH = 0.5; // of the colour: the points lie on it in full colour

/** Returns {resize(space), draw(trainer, colours)}. */
export function makeBoundary(canvas) {
  const ranges = { left: -1, right: 1, bottom: -1, top: 1 };
  const axes = makeAxes(canvas, ranges, { across: "x₁", up: "x₂" });
  const { pen, px, py } = axes;
  const dots = document.createElement("canvas");
  dots.width = dots.height = GRID;
  const dotPen = dots.getContext("2d");
  const picture = dotPen.createImageData(GRID, GRID);
  const inks = new Uint32Array(picture.data.buffer);
  const pointSheet = document.createElement("canvas");
  let painted = null; // the points and colours that are on the sheet

  function resize(space) {
    const width = Math.max(260, Math.min(400, space));
    axes.resize(width, width - 16); // its margins leave a square
    sharpen(pointSheet, width, width - 16);
    painted = null;
  }

  function draw(trainer, colours) {
    if (ranges.right !== trainer.reach) {
      Object.assign(ranges, { left: -trainer.reach, right: trainer.reach, bottom: -trainer.reach, top: trainer.reach });
      axes.renew();
      painted = null;
    }
    axes.sheet(colours);
    const scores = trainer.plane().at(-1);
    const inkOf = signDots(colours, DEPTH);
    for (let i = 0; i < GRID; i++) {
      const row = (GRID - 1 - i) * GRID; // pictures begin above
      for (let j = 0; j < GRID; j++) inks[row + j] = inkOf(Math.tanh(scores[i * GRID + j] / 2));
    }
    dotPen.putImageData(picture, 0, 0);
    const { left, right, bottom, top } = ranges;
    pen.imageSmoothingEnabled = true;
    pen.drawImage(dots, px(left), py(top), px(right) - px(left), py(bottom) - py(top));
    axes.clip();
    paintLine(scores, colours);
    pen.restore();
    paintPoints(trainer.points, colours);
    pen.drawImage(pointSheet, 0, 0, axes.width, axes.height);
  }

  /** Where the score is 0: both labels are equally likely there. */
  function paintLine(scores, colours) {
    const at = (k) => ranges.left + ((2 * k + 1) / GRID) * ranges.right;
    pen.strokeStyle = colours.text;
    pen.lineWidth = 2.5;
    pen.lineCap = "round";
    pen.beginPath();
    for (const pieces of contourPieces(scores, GRID, [0])) {
      for (const [x1, y1, x2, y2] of pieces) {
        pen.moveTo(px(at(x1)), py(at(y1)));
        pen.lineTo(px(at(x2)), py(at(y2)));
      }
    }
    pen.stroke();
  }

  /** Discs are 1, squares are 0; those that only test are hollow. They rest while the network learns. */
  function paintPoints(points, colours) {
    if (painted?.points === points && painted.colours === colours) return;
    painted = { points, colours };
    const pen = pointSheet.getContext("2d");
    pen.clearRect(0, 0, axes.width, axes.height);
    for (const [{ x, labels }, hollow] of [[points.test, true], [points.train, false]]) {
      for (let k = 0; k < labels.length; k++) {
        const [cx, cy, own] = [px(x[2 * k]), py(x[2 * k + 1]), labels[k] ? colours.positive : colours.negative];
        pen.beginPath();
        if (labels[k]) pen.arc(cx, cy, hollow ? 2.8 : 3.6, 0, 2 * Math.PI);
        else if (hollow) pen.rect(cx - 2.4, cy - 2.4, 4.8, 4.8);
        else pen.rect(cx - 3.2, cy - 3.2, 6.4, 6.4);
        pen.fillStyle = hollow ? colours.paper : own;
        pen.strokeStyle = hollow ? own : colours.paper;
        pen.lineWidth = hollow ? 1.2 : 1;
        pen.fill();
        pen.stroke();
      }
    }
  }
  return { resize, draw };
}
