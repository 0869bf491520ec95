// Where an error instrument's numbers come from: the player here in the browser, or the kernel where the recording holds an
// operator without a twin.

import { Player, unknownOperators } from "./player.js";

/**
 * Returns {compute(settings, again) -> {error, slopes, curve}, notes, points, player, line, end}. `notes` are sentences
 * for the learner. Where only the kernel can compute, `error` is undefined until it has answered, and `again` is called
 * when it has. `player` is the Player of the error, or null; `line` that of the curve, or null.
 */
export function makeSource(model) {
  const curve = model.get("_curve");
  const hasCurve = Boolean(curve?.values);
  const recordings = [model.get("_recording"), ...(hasCurve ? [curve] : [])];
  const replays = !recordings.some((recording) => unknownOperators(recording).length);
  const points = hasCurve ? unpackPoints(model.get("_points"), curve) : null;
  return { notes: notesOn(recordings), points, ...(replays ? replay(model, hasCurve) : askKernel(model)) };
}

/** What the learner should know of these recordings, as sentences: that the kernel computes, or that they are frozen. */
export function notesOn(recordings) {
  const unknown = [...new Set(recordings.flatMap(unknownOperators))];
  if (unknown.length) return [`The kernel computes this one: the function uses ${unknown.join(", ")}, which the browser cannot replay.`];
  if (!recordings.some((recording) => recording.left_the_library)) return [];
  return ["The function looks at a number with Python, as “if” and float() do: what is replayed here is the way that it took at first."];
}

function replay(model, hasCurve) {
  const player = new Player(model.get("_recording"), model.get("_constants"));
  const line = hasCurve ? new Player(model.get("_curve"), model.get("_curve_constants")) : null;
  const compute = (settings) => {
    const variables = perVariable(settings, player.sizes);
    const error = player.play(variables)[0];
    return { error, slopes: player.rewind().flatMap((slope) => [...slope]), curve: line && line.play(variables) };
  };
  return { compute, player, line, end: () => {} };
}

/** One question to the kernel at a time; when it has answered, the newest settings are asked for, and none between. */
function askKernel(model) {
  let ticket = 0;
  let asked = null;
  let answer = {};
  let repaint = () => {};
  const answered = (message) => {
    if (message.ticket !== ticket) return;
    answer = message;
    repaint();
  };
  model.on("msg:custom", answered);
  const compute = (settings, again) => {
    repaint = again;
    const key = settings.join();
    if (asked !== key && (answer.ticket === ticket || ticket === 0)) {
      asked = key;
      model.send({ ticket: ++ticket, settings });
    }
    return answer;
  };
  return { compute, player: null, line: null, end: () => model.off("msg:custom", answered) };
}

/** The knobs' settings in one row, parted into the Variables that they belong to. */
export function perVariable(settings, sizes) {
  let end = 0;
  return sizes.map((size) => settings.slice(end, (end += size)));
}

function unpackPoints(bytes, { low, high }) {
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { x: numbers.subarray(0, numbers.length / 2), y: numbers.subarray(numbers.length / 2), low, high };
}

/** The steepest slope of each knob among the corners of the ranges: what a full-length arrow stands for. */
export function steepestSlopes(source, knobs) {
  const found = knobs.map(() => 0);
  if (!source.player) return found;
  for (let corner = 0; corner < 2 ** Math.min(knobs.length, 8); corner++) {
    const at = knobs.map((knob, i) => ((corner >> i) & 1 ? knob.high : knob.low));
    source.compute(at).slopes.forEach((slope, i) => {
      if (Number.isFinite(slope)) found[i] = Math.max(found[i], Math.abs(slope));
    });
  }
  return found;
}
