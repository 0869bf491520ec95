// What the pictures of a descent show: the way on the hill, the weights and the error over time. A run is as run.js made it;
// `cursor` is the step, or between two steps a fraction.

import { clamp, plain } from "../kit/numbers.js";

/** Whether an error can be shown by its powers of ten. */
export const allAboveZero = (run) => run.errors.subarray(0, run.last + 1).every((error) => error > 0);

/** What lies on the hill: the way so far, pale the way to come, and dashed the kept run, each with its ball. */
export function landscape(run, kept, position, here, colours) {
  const way = (of, from, to) => Array.from({ length: to - from + 1 }, (_, k) => [...of.settings[from + k], of.errors[from + k]]);
  const step = Math.floor(position);
  const ball = [...here.settings, here.error];
  const others = [{ path: way(run, step, run.last), colour: colours.muted, dots: true }];
  if (kept) {
    const at = Math.min(step, kept.last);
    others.push({ path: way(kept, 0, kept.last), colour: colours.points, dash: true, ball: way(kept, at, at)[0] });
  }
  return { ball, path: [...way(run, 0, step), ball], others, dots: true };
}

/** The weights over time, as a timeline's scene; what leaves the knobs' ranges leaves the picture. */
export function weightsOf(knobs, colours, truth, run, kept, cursor) {
  const series = (of, i) => ({ values: of.settings.map((row) => row[i]), last: of.last, colour: colours[i] });
  const marks = knobs.flatMap(({ name }, i) => (name in truth ? [{ value: truth[name], colour: colours[i], name: `true ${name} = ${plain(truth[name])}` }] : []));
  const all = [
    ...(kept ? knobs.map((_, i) => ({ ...series(kept, i), kept: true })) : []),
    ...knobs.map(({ name }, i) => ({ ...series(run, i), name })),
  ];
  const [low, high] = [Math.min(...knobs.map((knob) => knob.low)), Math.max(...knobs.map((knob) => knob.high))];
  const seen = [...marks.map((mark) => mark.value), ...all.flatMap(({ values, last }) => values.slice(0, last + 1))];
  const inside = (x) => clamp(x, low, high);
  return { steps: run.steps, cursor, series: all, marks, ends: [inside(Math.min(...seen)), inside(Math.max(...seen))] };
}

/** The error over time, as a timeline's scene. */
export function errorsOf(colours, run, kept, cursor) {
  const series = (of, more) => ({ values: of.errors, last: of.last, colour: colours.error, ...more });
  const all = [...(kept ? [series(kept, { kept: true })] : []), series(run)];
  const seen = all.flatMap(({ values, last }) => [...values.subarray(0, last + 1)]);
  return { steps: run.steps, cursor, series: all, marks: [], ends: [Math.min(...seen), Math.max(...seen)] };
}
