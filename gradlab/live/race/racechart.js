// The error over time: one line for each runner, by powers of ten above the lowest error, on the race's clock.

import { makeAxes } from "../kit/axes.js";
import { paintMark } from "../kit/discs.js";

const BELOW_FINISH = 2; // powers of ten that are shown below the finish
const MOST = 8; // powers of ten in all: higher errors leave through the top
const MARK = 9; // pixels, half of a mark

const raised = (power) => Array.from(String(power), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit] ?? "⁻").join("");

/**
 * track: {lowest, finish, highest}, in the error's own numbers. steps: how many the race has.
 * Returns {resize(space), draw(runners, step, colours)}; a runner is {errors, last, colour, dash, mark}, `last` the last
 * step of which the error is known.
 */
export function makeRaceChart(canvas, { lowest, finish, highest }, steps) {
  const line = Math.log10(finish - lowest || 1e-6);
  const bottom = Math.floor(line) - BELOW_FINISH;
  const top = bottom + Math.min(MOST, Math.max(BELOW_FINISH + 1, Math.ceil(Math.log10(highest - lowest || 1)) - bottom));
  const names = { across: "step", up: "error above the lowest", writeUp: (power) => `10${raised(power)}` };
  // A little room before the start, or the marks that stand there would cover the numbers of the axis.
  const axes = makeAxes(canvas, { left: -0.03 * steps, right: steps, bottom, top }, names);
  const { pen, px, py } = axes;
  const height = (error) => py(Math.min(top + 1, Math.max(bottom, Math.log10(Math.max(1e-300, error - lowest)))));

  function paintFinish(pen, colours) {
    pen.strokeStyle = pen.fillStyle = colours.text;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(px(0), py(line));
    pen.lineTo(px(steps), py(line));
    pen.stroke();
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.fillText("finish", px(0) + 6, py(line) + 14);
  }

  function draw(runners, step, colours) {
    axes.sheet(colours, (pen) => paintFinish(pen, colours));
    axes.clip();
    for (const { errors, last, colour, dash } of runners) {
      pen.strokeStyle = colour;
      pen.lineWidth = 2;
      pen.setLineDash(dash);
      pen.beginPath();
      for (let k = 0; k <= Math.min(step, last); k++) pen.lineTo(px(k), height(errors[k]));
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.restore();
    for (const { errors, last, colour, mark } of runners) {
      const k = Math.min(step, last);
      const above = py(bottom) - MARK; // so that no mark covers the numbers below
      if (k >= 0) paintMark(pen, px(k), Math.min(above, Math.max(py(top), height(errors[k]))), { colour, mark }, colours);
    }
  }

  return { draw, resize: (space) => axes.resize(Math.max(260, Math.min(460, space)), 232) };
}
