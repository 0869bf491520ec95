// Shapes and the numbering of elements. An array is a row of numbers, counted row by row as NumPy counts. How far apart
// neighbours along each axis lie in that row are the array's steps; broadcasting, transposing and slicing only change steps.

/** How many elements an array of this shape has. */
export const size = (shape) => shape.reduce((n, length) => n * length, 1);

/** Along each axis, how far one has to go in the row of numbers to reach the next element. */
export function stepsOf(shape) {
  const steps = Array(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    steps[axis] = step;
    step *= shape[axis];
  }
  return steps;
}

/** The numbers of the elements that one meets on the way through `shape`, row by row, with these steps. */
export function walk(shape, steps, start = 0) {
  const places = new Int32Array(size(shape));
  const at = Array(shape.length).fill(0);
  for (let i = 0, place = start; i < places.length; i++) {
    places[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis]++;
      place += steps[axis];
      if (at[axis] < shape[axis]) break;
      place -= steps[axis] * shape[axis];
      at[axis] = 0;
    }
  }
  return places;
}

/** The shape with axes of length 1 put before it until there are `count`. */
const padded = (shape, count) => [...Array(count - shape.length).fill(1), ...shape];

/** The steps through an array of this shape that repeat it over the shape `output`: 0 along every repeated axis. */
export function repeatingSteps(shape, output) {
  const lengths = padded(shape, output.length);
  return stepsOf(lengths).map((step, axis) => (lengths[axis] === 1 ? 0 : step));
}

/** The shape that arrays of these shapes have together. */
export function together(shapes) {
  const count = Math.max(...shapes.map((shape) => shape.length));
  const all = shapes.map((shape) => padded(shape, count));
  return all[0].map((_, axis) => all.map((lengths) => lengths[axis]).reduce((m, n) => (m === 1 ? n : m)));
}

/**
 * The elements of an array, sorted into lines along `axes`: line j holds the elements order[j · length] and following.
 * `order` is null where they lie like that already.
 */
export function lines(shape, axes) {
  const along = shape.map((_, axis) => axis).filter((axis) => axes.includes(axis));
  const across = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const turned = [...across, ...along].filter((axis) => shape[axis] !== 1);
  const steps = stepsOf(shape);
  const inOrder = turned.every((axis, i) => i === 0 || axis > turned[i - 1]);
  const order = inOrder ? null : walk(turned.map((axis) => shape[axis]), turned.map((axis) => steps[axis]));
  const length = size(along.map((axis) => shape[axis]));
  return { order, length, count: size(across.map((axis) => shape[axis])) };
}

/** How an array of this shape spreads over `output`: which of its elements lies where, and the lines of its copies. */
export function spread(shape, output) {
  const lengths = padded(shape, output.length);
  if (lengths.every((n, axis) => n === output[axis])) return null;
  const repeated = lengths.map((_, axis) => axis).filter((axis) => lengths[axis] === 1);
  return { from: walk(output, repeatingSteps(shape, output)), copies: lines(output, repeated) };
}
