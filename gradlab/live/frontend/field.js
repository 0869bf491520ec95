// The field of a race: its surface with the finish line, and the runners' ways, from the player here or, where the recording
// holds an operator without a twin, from the kernel.

import { contourPieces } from "./contours.js";
import { descend } from "./descent.js";
import { Player, unknownOperators } from "./player.js";
import { forDescent } from "./runners.js";
import { makeSurface, surfaceFrom } from "./surface.js";

const SIDE = 51; // points along each side of the surface
const FINE = 141; // and where the finish line is looked for, which may be small

/**
 * model: for the kernel. name: of the track. track: as Python described it. steps: of the race.
 * Returns {unknown, surface(), runs(start, optimizers), end()}; surface and runs are null until the kernel has answered,
 * and then `again` is called. runs: {name: what `descend` returns}.
 */
export function makeField(model, name, track, steps, again) {
  const unknown = unknownOperators(track.recording);
  const [first, second] = track.axes;
  const finished = (surface, side) => {
    surface.depth = 0.5;
    surface.finishHeight = track.finish;
    surface.finish = outline(surface, side, track.finish);
    return surface;
  };
  if (unknown.length) return { unknown, ...askKernel(model, name, track, steps, again, finished) };

  const player = new Player(track.recording, track.constants);
  const heightAt = (a, b) => player.play([a, b])[0];
  const surface = finished(makeSurface(heightAt, first, second, SIDE, track.scale), FINE);
  const known = {}; // the last run of each runner: who is not touched need not run again
  const run = (start, optimizer, settings) => {
    const key = JSON.stringify([start, settings]);
    if (known[optimizer]?.key !== key) known[optimizer] = { key, run: descend(player, start, forDescent(optimizer, settings, steps)) };
    return known[optimizer].run;
  };
  return {
    unknown,
    surface: () => surface,
    runs: (start, optimizers) => Object.fromEntries(Object.entries(optimizers).map(([each, settings]) => [each, run(start, each, settings)])),
    end: () => {},
  };
}

/** Where the error crosses a height: pieces [x1, y1, x2, y2] in shares of the ranges. */
function outline(surface, side, height) {
  const { first, second, heightAt } = surface;
  const fine = heightAt ? makeSurface(heightAt, first, second, side, "linear") : surface;
  const pieces = contourPieces(fine.heights, fine.n, [height]).flat();
  return pieces.map((piece) => piece.slice(0, 4).map((step) => step / (fine.n - 1)));
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
      surface = finished(surfaceFrom(heights, Math.round(Math.sqrt(heights.length)), ...track.axes, track.scale), null);
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

