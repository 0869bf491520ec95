// Where the values and slopes of a learner's function of one number come from: the player here in the browser, or the kernel
// where there is no recording or it holds an operator without a twin.

import { Player, unknownOperators } from "../player/player.js";

/**
 * Returns {at(subject, question, again) -> {...question, values, slopes}, note, end}, where a question holds
 * `places`, a list of x, and `sloped`, at how many of them, from the first, the slope is asked for too. While the kernel computes, `at` returns the last
 * answer on that subject, or undefined before the first, and `again` is called when a new one is there.
 */
export function makeSlopeSource(model) {
  const recording = model.get("_recording");
  const name = model.get("_name");
  if (!recording.values) {
    return askKernel(model, `${name} looks at x with Python, as “if” does, and a recording holds only one of its ways: the kernel computes every point.`);
  }
  const unknown = unknownOperators(recording);
  if (unknown.length) return askKernel(model, `The kernel computes this one: ${name} uses ${unknown.join(", ")}, which the browser cannot replay.`);
  const player = new Player(recording, model.get("_constants"));
  const at = (subject, question) => {
    const slopes = [];
    const values = question.places.map((x, i) => {
      const y = player.play([x])[0];
      if (i < question.sloped) slopes.push(Number.isNaN(y) ? NaN : player.rewind()[0][0]); // some rules give a slope where there is no value
      return y;
    });
    return { ...question, values, slopes };
  };
  return { at, note: null, end: () => {} };
}

/** One question on each subject at a time; when it is answered, the newest places are asked for, and none between. */
function askKernel(model, note) {
  const subjects = {};
  const answered = (message, buffers) => {
    const open = Object.values(subjects).find(({ ticket }) => ticket === message.ticket);
    if (!open) return; // it was asked by another view
    const [values, slopes] = buffers.map(numbers);
    Object.assign(open, { ticket: null, answer: { ...open.question, values, slopes } });
    open.again();
  };
  model.on("msg:custom", answered);
  const at = (subject, question, again) => {
    const now = (subjects[subject] ??= { ticket: null, asked: null });
    now.again = again;
    const { places, sloped } = question;
    const key = places.slice(0, 2).join(); // the others follow from these
    if (!now.ticket && now.asked !== key && places.every(Number.isFinite)) {
      Object.assign(now, { ticket: Math.random().toString(), asked: key, question });
      model.send({ ticket: now.ticket, places, sloped });
    }
    return now.answer;
  };
  return { at, note, end: () => model.off("msg:custom", answered) };
}

/** The float64 numbers in a DataView, which may begin anywhere in its buffer. */
const numbers = (view) => Array.from(new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)));
