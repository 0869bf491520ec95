// Operators that arrange numbers anew and leave the numbers themselves alone. `from` says, for every element of the output,
// which element of the input it is; `into` says, for every element of an input, which element of the output it is added
// to. One is the other's slope, so they need no rules.

import { addSums } from "./pairwisesum.js";
import { spread, stepsOf, walk } from "./shapes.js";

/** For every element of the output, the number of the input's element that lies there; null where they are the same. */
const FROM = {
  identity: () => null,
  stop_gradient: () => null,
  reshape: () => null,
  transpose: ({ shapes: [shape], output, parameters }) => {
    const steps = stepsOf(shape);
    const order = parameters.perm ?? steps.map((_, axis) => axis).reverse();
    return walk(output, order.map((axis) => steps.at(axis)));
  },
  getitem: ({ output, parameters, block }) => placesOf(parameters.key, output, block),
};

/** For every input, and each of its elements, the number of the output's element that it is added to. */
const INTO = {
  scatter: ({ shapes: [shape], parameters, block }) => [placesOf(parameters.key, shape, block)],
  concat: ({ shapes, output, parameters }) => {
    const steps = stepsOf(output);
    const axis = counted(parameters.axis, output);
    let before = 0;
    return shapes.map((shape) => {
      const start = before * steps[axis];
      before += shape[axis];
      return walk(shape, steps, start);
    });
  },
  stack: ({ shapes, output, parameters }) => {
    const steps = stepsOf(output);
    const [along] = steps.splice(counted(parameters.axis, output), 1);
    return shapes.map((shape, layer) => walk(shape, steps, layer * along));
  },
};

const FLAT = ["stop_gradient"];

/** An axis counted from the front. */
const counted = (axis, shape) => (axis < 0 ? axis + shape.length : axis);

/** The elements that a Python key names: Python sends them as steps where they lie in a grid, else one by one. */
function placesOf(key, shape, block) {
  if (key.steps) return walk(shape, key.steps, key.start);
  return new Int32Array(block, key.places, key.count);
}

function taken(from, flat, { xs: [x], z }) {
  const forward = () => {
    if (from) for (let i = 0; i < z.length; i++) z[i] = x[from[i]];
    else z.set(x);
  };
  const backward = (slope, g) => {
    if (from) for (let i = 0; i < g.length; i++) slope[from[i]] += g[i];
    else for (let i = 0; i < g.length; i++) slope[i] += g[i];
  };
  return { forward, slopes: flat ? [] : [backward] };
}

function put(into, { xs, z }) {
  const forward = () => {
    z.fill(0);
    for (let k = 0; k < xs.length; k++) for (let i = 0; i < xs[k].length; i++) z[into[k][i]] += xs[k][i];
  };
  const backward = (places) => (slope, g) => {
    for (let i = 0; i < slope.length; i++) slope[i] += g[places[i]];
  };
  return { forward, slopes: into.map(backward) };
}

/** Repeated along new axes and along axes of length 1; the slope is summed over the copies. */
function broadcastTo(call) {
  const copies = spread(call.shapes[0], call.output);
  if (!copies) return taken(null, false, call);
  return { ...taken(copies.from, false, call), slopes: [(slope, g) => addSums(slope, g, copies.copies)] };
}

/** One value where each index points along a new axis, another elsewhere. */
function oneHot({ shapes: [shape], output, parameters, xs: [indices], z }) {
  const axis = counted(parameters.axis, output);
  const steps = stepsOf(shape);
  steps.splice(axis, 0, 0);
  const from = walk(output, steps);
  const position = walk(output, output.map((_, i) => (i === axis ? 1 : 0)));
  const [on, off] = [parameters.on_value ?? 1, parameters.off_value ?? 0].map((value) => ofKind(Number(value), parameters.dtype));
  const forward = () => {
    for (let i = 0; i < z.length; i++) z[i] = indices[from[i]] === position[i] ? on : off;
  };
  return { forward, slopes: [] };
}

function ofKind(value, dtype) {
  if (dtype === "bool") return value ? 1 : 0;
  return !dtype || dtype.startsWith("float") ? value : Math.trunc(value);
}

const entries = (table, make) => Object.fromEntries(Object.keys(table).map((name) => [name, (call) => make(name, call)]));

/** The twins of this file by their Python names. */
export const MOVES = {
  ...entries(FROM, (name, call) => taken(FROM[name](call), FLAT.includes(name), call)),
  ...entries(INTO, (name, call) => put(INTO[name](call), call)),
  broadcast_to: broadcastTo,
  one_hot: oneHot,
};
