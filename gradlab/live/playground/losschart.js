// The losses over the steps: on the training points drawn through, on the test points dashed.

import { makeAxes } from "../kit/axes.js";
import { text } from "../kit/numbers.js";

const CEILING = 4; // a loss above is not drawn higher: the rest stays readable

/** Returns {resize(space), draw(history, goal, colours)}; history: rows of [step, training loss, test loss]. */
export function makeLossChart(canvas) {
  const ranges = { left: 0, right: 100, bottom: 0, top: 0.8 };
  const axes = makeAxes(canvas, ranges, { across: "step", up: "loss" });
  const { pen, px, py } = axes;

  /** Room for more steps and higher losses, in leaps, so that the axes rest in between. */
  function makeRoom(history) {
    const steps = history.at(-1)?.[0] ?? 0;
    let highest = 0;
    for (const [, train, test] of history) for (const loss of [train, test]) if (loss > highest) highest = loss;
    const right = roundAbove(Math.max(100, steps));
    const top = Math.min(CEILING, roundAbove(Math.max(0.8, highest)));
    if (right === ranges.right && top === ranges.top) return highest;
    Object.assign(ranges, { right, top });
    axes.renew();
    return highest;
  }

  function draw(history, goal, colours) {
    const highest = makeRoom(history);
    axes.sheet(colours);
    axes.clip();
    if (goal !== null) {
      pen.strokeStyle = colours.slope;
      pen.lineWidth = 1.5;
      pen.setLineDash([2, 4]);
      line([[ranges.left, goal], [ranges.right, goal]], 1);
    }
    pen.lineWidth = 2;
    pen.setLineDash([]);
    pen.strokeStyle = colours.error;
    line(history, 1);
    pen.setLineDash([6, 4]);
    pen.strokeStyle = colours.text;
    line(history, 2);
    pen.setLineDash([]);
    pen.restore();
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "right";
    if (goal !== null && goal < ranges.top) {
      pen.fillStyle = colours.slope;
      pen.fillText("goal", px(ranges.right) - 4, py(goal) - 5);
    }
    if (highest > ranges.top) {
      pen.fillStyle = colours.error;
      pen.fillText(`↑ up to ${text(highest)}`, px(ranges.right) - 4, py(ranges.top) + 14);
    }
  }
  function line(rows, column) {
    pen.beginPath();
    for (const row of rows) if (Number.isFinite(row[column])) pen.lineTo(px(row[0]), py(Math.min(2 * CEILING, row[column])));
    pen.stroke();
  }
  return { draw, resize: (space) => axes.resize(Math.max(260, Math.min(400, space)), 168) };
}

/** The next of 1, 2, 4, 8 times a power of ten. */
export function roundAbove(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 4, 8, 10].map((m) => Number((m * power).toPrecision(3))).find((round) => round >= x * (1 - 1e-9));
}
