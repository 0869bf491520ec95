// The film: the frames of a recording, forwards and then backwards, with their numbers at the present settings.
//
// Where the page has a twin of every operator, it replays the recording itself; elsewhere Python has sent the numbers of all
// values and passes. A pass is a slope on its way from an operator to one of its inputs.

import { Player } from "../player/player.js";
import { size } from "../player/shapes.js";

export const SIDE = 24; // rows and columns of an array that are shown at most; the same as in tape_deck.py

/** How many rows and columns of an array of this shape there are, and how many of them are shown. */
export function table(shape) {
  const columns = shape.at(-1) ?? 1;
  const rows = size(shape.slice(0, -1));
  return { rows, columns, height: Math.min(rows, SIDE), width: Math.min(columns, SIDE) };
}

/** So much of an array as a small picture shows: rows and columns at even distances. Where Python sent numbers, they are this part. */
export function part(array, shape) {
  const { rows, columns, height, width } = table(shape);
  if (array.length === height * width) return array;
  const shown = new Float64Array(height * width);
  for (let i = 0; i < height; i++) {
    const row = Math.floor((i * rows) / height) * columns;
    for (let j = 0; j < width; j++) shown[i * width + j] = array[row + Math.floor((j * columns) / width)];
  }
  return shown;
}

/**
 * Returns {nodes, used, output, forwards, backwards, compute(), value(place), slope(place, step), frame(step)}.
 * nodes: [{place, name, shape, inputs, knob, card}]. forwards: the places of the operators in order. backwards: [{place, passes}].
 */
export function makeFilm(model) {
  const recording = model.get("_recording");
  const names = model.get("_names");
  const cards = model.get("_cards").map(([operator, symbol, letters, rules, elementwise]) => ({ operator, symbol, letters, rules, elementwise }));
  const cardOf = model.get("_card_of");
  const nodes = recording.values.map((value, place) => ({
    place,
    name: names[place],
    shape: value.shape,
    inputs: value.operator ? value.inputs : [],
    knob: value.knob,
    card: cards[cardOf[place]] ?? null,
  }));
  const used = leadingTo(recording.output, nodes);
  const forwards = used.filter((place) => nodes[place].card);
  const numbers = model.get("_live") ? replayed(model, nodes) : sent(model, nodes);
  const backwards = [];
  const arriving = new Map(); // place -> the passes that end there
  for (const pass of numbers.passes) {
    if (backwards.at(-1)?.place !== pass.place) backwards.push({ place: pass.place, passes: [] });
    backwards.at(-1).passes.push(pass);
    pass.frame = forwards.length + 1 + backwards.length; // the step at which it happens
    if (!arriving.has(pass.into)) arriving.set(pass.into, []);
    pass.earlier = arriving.get(pass.into).length;
    arriving.get(pass.into).push(pass);
  }
  const missing = new Set(model.get("_missing"));
  const turn = backwards.length ? forwards.length + 1 : Infinity;

  const film = {
    nodes,
    used,
    output: recording.output,
    forwards,
    backwards,
    turn,
    missing: (place) => missing.has(place),
    compute: numbers.compute,
    /** The numbers at a place. */
    value: numbers.value,
    local: numbers.local,
    /** The sum of the slopes that have arrived at a place when the play is at `step`; null before the first. */
    slope(place, step) {
      if (place === recording.output) return step >= turn ? new Float64Array(numbers.value(place).length).fill(1) : null;
      const passes = (arriving.get(place) ?? []).filter((pass) => pass.frame <= step);
      return passes.length ? total(passes.map(numbers.slope)) : null;
    },
    passed: numbers.slope,
    /** What had arrived before this pass; null if it is the first. */
    before(pass) {
      const passes = arriving.get(pass.into).slice(0, pass.earlier);
      return passes.length ? total(passes.map(numbers.slope)) : null;
    },
    /** What happens at `step`: {way, place, passes}; null at 0. */
    frame(step) {
      if (step <= 0) return null;
      if (step <= forwards.length) return { way: "forwards", place: forwards[step - 1], passes: [] };
      if (step === turn) return { way: "turn", place: recording.output, passes: [] };
      const frame = backwards[step - turn - 1];
      return frame ? { way: "backwards", ...frame } : null;
    },
  };
  return film;
}

function leadingTo(output, nodes) {
  const asked = new Set([output]);
  for (let place = output; place >= 0; place--) if (asked.has(place)) for (const i of nodes[place].inputs) asked.add(i);
  return [...asked].sort((a, b) => a - b);
}

function total(arrays) {
  const sum = Float64Array.from(arrays[0]);
  for (let k = 1; k < arrays.length; k++) for (let i = 0; i < sum.length; i++) sum[i] += arrays[k][i];
  return sum;
}

const floats = (bytes) => new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

/** Numbers from the player in the page. */
function replayed(model, nodes) {
  const player = new Player(model.get("_recording"), model.get("_constants"));
  const passes = player.passes.map((pass) => ({ ...pass, slopeNow: new Float64Array(pass.slope.length) }));
  const turned = model.get("_turned");
  return {
    passes,
    compute(settings) {
      const all = floats(model.get("_settings"));
      let end = 0;
      const variables = player.sizes.map((length) => all.subarray(end, (end += length)));
      turned.forEach(([variable, entry], i) => (variables[variable][entry] = settings[i]));
      player.play(variables);
      player.slopesInUse.forEach((slope) => slope.fill(0));
      player.top.fill(1);
      for (const { rule, slope, g, slopeNow } of passes) {
        slopeNow.fill(0);
        rule(slopeNow, g);
        for (let i = 0; i < slope.length; i++) slope[i] += slopeNow[i];
      }
    },
    value: (place) => player.values[place],
    slope: (pass) => pass.slopeNow,
    /** The local slope, where it is one number for each of the slope from above; else null. */
    local({ rule, place, into, slopeNow, g }) {
      const alike = nodes[place].card.elementwise && nodes[into].shape.join() === nodes[place].shape.join();
      if (g.length !== 1 && !alike) return null;
      const found = new Float64Array(slopeNow.length);
      rule(found, new Float64Array(g.length).fill(1), false);
      return found;
    },
  };
}

/** Numbers that Python sent. */
function sent(model, nodes) {
  let values = [];
  let slopes = new Map();
  let read = null;
  const length = (place) => table(nodes[place].shape).height * table(nodes[place].shape).width;
  const passes = model.get("_passes").map(([place, k, into]) => ({ place, k, into }));
  return {
    passes,
    compute() {
      const bytes = model.get("_numbers");
      if (read === bytes) return;
      read = bytes;
      const all = floats(bytes);
      let end = 0;
      const next = (count) => all.subarray(end, (end += count));
      values = nodes.map((_, place) => next(length(place)));
      slopes = new Map(passes.map((pass) => [pass, { slope: next(length(pass.into)), local: next(1) }]));
    },
    value: (place) => values[place],
    slope: (pass) => slopes.get(pass).slope,
    local: (pass) => (Number.isNaN(slopes.get(pass).local[0]) ? null : slopes.get(pass).local),
  };
}
