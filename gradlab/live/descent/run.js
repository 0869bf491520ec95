// A run: a whole descent with what the pictures ask of it, and the name of what it did. Python's run.py says the same.

import { curvature, descend } from "../player/gradientdescent.js";
import { perVariable } from "../player/errorsource.js";

const OUT_OF_SIGHT = 1e12; // an error above which a run has left every picture

const MOSTLY = 0.01; // of the descent: so near the lowest error, most of the way down is behind a run
const STILL_FALLING = 0.001; // of the descent: so much in the last tenth of the steps, and a run has not arrived
const NEAR = 0.1; // of the error: nor has one that has more than that before it, if it goes on as it does
const SPECK = 1e-5; // of the descent: where the lowest error is 0, so near to it is near
const ROUNDING = 1e-12; // of the first error: no more than this is noise of the last digits

/** Walk down from `start`, one number for each knob. line: the Player of the model's curve, or null. */
export function walk(player, line, start, learningRate, steps) {
  const parted = (row) => perVariable(Array.from(row), player.sizes);
  const { settings, errors, knobs } = descend(player, parted(start), { learningRate, steps });
  const rows = Array.from(errors, (_, k) => settings.subarray(k * knobs, (k + 1) * knobs));
  return runFrom(rows, errors, steps, {
    errorAt: (at) => player.play(parted(at))[0],
    cliffAt: (k) => curvature(player, parted(rows[k])).learningRate,
    curveAt: (at) => line && line.play(parted(at)),
  });
}

/** The same from the table that the kernel sent: rows of settings, error, cliff, and the model's curve. */
export function runFromTable(table, width, knobs, steps) {
  const rows = Array.from({ length: table.length / width }, (_, k) => table.subarray(k * width, (k + 1) * width));
  const part = (from, to) => (_, position) => {
    const [before, after] = [Math.floor(position), Math.ceil(position)].map((k) => rows[k].subarray(from, to));
    return mix(before, after, position % 1);
  };
  const settings = rows.map((row) => row.subarray(0, knobs));
  const errors = Float64Array.from(rows, (row) => row[knobs]);
  return runFrom(settings, errors, steps, {
    errorAt: (at, position) => part(knobs, knobs + 1)(at, position)[0],
    cliffAt: (k) => rows[k][knobs + 1],
    curveAt: width > knobs + 2 ? part(knobs + 2, width) : () => null,
  });
}

/**
 * settings: a row of all knobs for each step; errors: one each; asked: how to find what lies between the steps.
 * Returns {settings, errors, steps, last, regime, arrived, at(position)}, where `last` is the last step that can be shown
 * and at(position) is {settings, error, curve} at a step, or between two.
 */
function runFrom(settings, errors, steps, asked) {
  let last = 0;
  while (last < steps && errors[last + 1] <= OUT_OF_SIGHT) last++;
  const at = (position) => {
    const here = mix(settings[Math.floor(position)], settings[Math.ceil(position)], position % 1);
    const error = position % 1 ? asked.errorAt(here, position) : errors[position];
    return { settings: here, error, curve: asked.curveAt(here, position) };
  };
  const run = { settings, errors, steps, last, at, cliffAt: asked.cliffAt };
  return { ...run, ...regimeOf(run) };
}

const mix = (from, to, share) => Array.from(from, (x, i) => (share ? x + (to[i] - x) * share : x));

/**
 * What the run did, in one word, and the step at which it arrived at its lowest error, as near as the eye can tell.
 *
 * "diverging": it left the picture, ended above its start, or climbed in its second half.
 * "oscillating": until most of the way down was behind it, more than half of its steps went back against the step before.
 * "slow": it still fell noticeably in the last tenth of its steps, or crept and would fall for long. "good": none of these,
 * it arrived.
 */
export function regimeOf({ settings, errors, steps, last }) {
  const shown = errors.slice(0, last + 1);
  const lowest = Math.min(...shown);
  const fall = shown[0] - lowest;
  const rounding = ROUNDING * Math.abs(shown[0]) + 1e-7 * fall;
  const near = Math.max(NEAR * Math.abs(lowest), SPECK * fall);
  const firstBelow = (height) => shown.findIndex((error) => error <= lowest + height);
  return { regime: nameOf(), arrived: firstBelow(Math.min(MOSTLY * fall, near)) };

  function nameOf() {
    const middle = Math.floor(last / 2);
    // Two errors at a time, because a run that jumps over a valley may be high on one side and low on the other.
    const climbs = Math.min(...shown.slice(Math.max(0, last - 1))) > Math.max(...shown.slice(middle, middle + 2)) + rounding;
    if (last < steps || shown[last] > shown[0] + rounding || climbs) return "diverging";
    const down = firstBelow(MOSTLY * fall);
    let turns = 0;
    for (let k = 2; k <= down; k++) if (turnsBack(settings[k - 2], settings[k - 1], settings[k])) turns++;
    if (turns > (down - 1) / 2 && turns > 0) return "oscillating";
    // Over its last steps and over its last tenths, because the last of a steep fall hides that a run creeps.
    return [1, Math.ceil(last / 10)].some(stillFalls) ? "slow" : "good";
  }
  function stillFalls(lag) {
    const [before, then, now] = [2, 1, 0].map((k) => shown[Math.max(0, last - k * lag)]);
    const lately = then - now;
    // What lies ahead is the rest of a geometric series, lately² / (fell before - lately).
    return lately > rounding && (lately > STILL_FALLING * fall || lately ** 2 > near * (before - then - lately));
  }
}

const turnsBack = (a, b, c) => a.reduce((sum, x, i) => sum + (b[i] - x) * (c[i] - b[i]), 0) < 0;

/** The regime as a sentence. */
export function regimeWords({ regime, arrived, errors, steps, last }) {
  if (regime === "slow") return "it is still on its way down when its steps are over";
  if (regime === "good") return `it arrives at the bottom after ${count(arrived)}`;
  if (regime === "oscillating") return "its steps jump over the valley, back and forth";
  if (last === steps) return "its steps grow, and lead uphill";
  const grown = Number.isFinite(errors[last + 1]) ? "larger than 10¹²" : "no number any more";
  return `after step ${last + 1} the error is ${grown}: the run has left the picture`;
}

const count = (steps) => (steps === 1 ? "1 step" : `${steps} steps`);

/**
 * Where an instrument's runs come from: walked here, or by the kernel where the recording holds an operator without a twin.
 * Returns {get(start, learningRate), end}. get returns the run, or undefined while the kernel is walking it; then `again` is
 * called when the kernel has answered.
 */
export function makeRuns(model, source, knobs, again) {
  const known = new Map(); // the last few runs, under what they started with; the one used last stands last
  let asked = null; // one question at a time: when it is answered, the newest wish is asked for, and none between
  const remember = (key, run) => {
    known.delete(key);
    known.set(key, run);
    if (known.size > 3) known.delete(known.keys().next().value);
    return run;
  };
  function answered(message, buffers) {
    if (message.key !== asked || asked === null) return;
    const [bytes] = buffers;
    const table = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    remember(asked, runFromTable(table, message.width, knobs, model.get("_steps")));
    asked = null;
    again();
  }
  if (!source.player) model.on("msg:custom", answered);
  return {
    get(start, learningRate) {
      const key = [learningRate, ...start].join();
      if (known.has(key)) return remember(key, known.get(key));
      if (source.player) return remember(key, walk(source.player, source.line, start, learningRate, model.get("_steps")));
      if (asked === null) model.send({ wanted: "run", key: (asked = key), start, learning_rate: learningRate });
      return undefined;
    },
    end: () => model.off("msg:custom", answered),
  };
}
