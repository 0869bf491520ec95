// The field of a race: its surface with the finish line, and the runners' ways, from the player here or, where the recording
// holds an operator without a twin, from the kernel.

import { contourPieces } from "../terrain/contours.js";
import { descend } from "../player/gradientdescent.js";
import { Player, unknownOperators } from "../player/player.js";
import { forDescent } from "./runners.js";
import { along, makeSurface, sample, surfaceFrom } from "../terrain/surface.js";

const SIDE = 51; // points along each side of the surface
const FINE = 121; // and of the part in which the finish line lies

/**
 * model: for the kernel. name: of the track. track: as Python described it. steps: of the race.
 * Returns {surface(), runs(start, optimizers), end()}; surface and runs are null until the kernel has answered,
 * and then `again` is called. runs: {name: what `descend` returns}.
 */
export function makeField(model, name, track, steps, again) {
  const [first, second] = track.axes;
  const finished = (surface) => {
    surface.depth = 0.5;
    surface.finishHeight = track.finish;
    surface.finish = outline(surface, track.finish);
    return surface;
  };
  if (unknownOperators(track.recording).length) return askKernel(model, name, track, steps, again, finished);

  const player = new Player(track.recording, track.constants);
  const heightAt = (a, b) => player.play([a, b])[0];
  const surface = finished(makeSurface(heightAt, first, second, SIDE, track.scale));
  const known = {}; // the last run of each runner: who is not touched need not run again
  const run = (start, optimizer, settings) => {
    const key = JSON.stringify([start, settings]);
    if (known[optimizer]?.key !== key) known[optimizer] = { key, run: descend(player, start, forDescent(optimizer, settings, steps)) };
    return known[optimizer].run;
  };
  return {
    surface: () => surface,
    runs: (start, optimizers) => Object.fromEntries(Object.entries(optimizers).map(([each, settings]) => [each, run(start, each, settings)])),
    end: () => {},
  };
}

/**
 * Where the error crosses a height: pieces [x1, y1, x2, y2] in shares of the ranges. The line may be small or narrow, so it is
 * looked for twice: on a grid over everything, and then on one over the part in which it was found.
 */
function outline(surface, height) {
  const { heights, n, heightAt, ...axes } = surface;
  const coarse = piecesIn(heights, n, height, WHOLE);
  if (!heightAt) return coarse;
  const lowest = heights.indexOf(heights.reduce((least, h) => (h < least ? h : least), Infinity));
  const found = [...coarse, [lowest % n, Math.floor(lowest / n)].map((step) => step / (n - 1))].flat();
  const part = [0, 1].map((axis) => {
    const along = found.filter((_, i) => i % 2 === axis);
    const margin = 2 / (n - 1);
    return [Math.max(0, Math.min(...along) - margin), Math.min(1, Math.max(...along) + margin)];
  });
  const [first, second] = [axes.first, axes.second].map((axis, i) => ({ low: along(axis, part[i][0]), high: along(axis, part[i][1]) }));
  return piecesIn(sample(heightAt, first, second, FINE), FINE, height, part);
}

const WHOLE = [[0, 1], [0, 1]];

function piecesIn(heights, n, height, part) {
  const share = (step, i) => part[i % 2][0] + (step / (n - 1)) * (part[i % 2][1] - part[i % 2][0]);
  return contourPieces(heights, n, [height]).flat().map((piece) => piece.slice(0, 4).map(share));
}

/** One question to the kernel at a time; when it has answered, the newest setting is asked for, and none between. */
function askKernel(model, name, track, steps, again, finished) {
  let surface = null;
  let runs = null;
  let ticket = 0;
  let waiting = null; // the names that were asked for last and not answered yet
  let asked = null;
  const numbers = ({ buffer, byteOffset, byteLength }) => new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const answered = (message, buffers) => {
    if (message.heights === name && !surface) {
      const heights = numbers(buffers[0]);
      surface = finished(surfaceFrom(heights, Math.round(Math.sqrt(heights.length)), ...track.axes, track.scale));
    } else if (waiting && message.ticket === ticket) {
      runs = Object.fromEntries(waiting.map((each, i) => [each, asRun(numbers(buffers[i]), message.diverged[i], steps)]));
      waiting = null;
    }
    again();
  };
  model.on("msg:custom", answered);
  model.send({ wanted: "heights", surface: name });
  return {
    surface: () => surface,
    runs(start, optimizers) {
      if (!Object.keys(optimizers).length) return {};
      const key = JSON.stringify([start, optimizers]);
      if (asked !== key && !waiting) {
        asked = key;
        waiting = Object.keys(optimizers);
        model.send({ wanted: "runs", surface: name, start, optimizers, ticket: ++ticket });
      }
      return runs && Object.keys(optimizers).every((each) => runs[each]) ? runs : null;
    },
    end: () => model.off("msg:custom", answered),
  };
}

/** A run as `descend` returns it, from the rows that the kernel has sent: those that are finite. */
function asRun(numbers, diverged, steps) {
  const count = numbers.length / 3;
  const [settings, errors] = [new Float64Array(2 * steps + 2).fill(NaN), new Float64Array(steps + 1).fill(NaN)];
  settings.set(numbers.subarray(0, 2 * count));
  errors.set(numbers.subarray(2 * count));
  return { settings, errors, diverged };
}

