// Shapes and the numbering of elements: row by row, as NumPy counts.

/** How many elements an array of this shape has. */
export const size = (shape) => shape.reduce((n, length) => n * length, 1);

/**
 * For every element of an array of shape `output`, the number of the element of `shape` that broadcasting puts there;
 * null where they are the same.
 */
export function indexFrom(shape, output) {
  const padded = [...Array(output.length - shape.length).fill(1), ...shape];
  if (padded.every((n, axis) => n === output[axis])) return null;
  const steps = Array(output.length).fill(0);
  for (let axis = output.length - 1, step = 1; axis >= 0; axis--) {
    steps[axis] = padded[axis] === 1 ? 0 : step;
    step *= padded[axis];
  }
  const index = new Int32Array(size(output));
  const at = Array(output.length).fill(0);
  for (let i = 0, from = 0; i < index.length; i++) {
    index[i] = from;
    for (let axis = output.length - 1; axis >= 0; axis--) {
      at[axis]++;
      from += steps[axis];
      if (at[axis] < output[axis]) break;
      from -= steps[axis] * output[axis];
      at[axis] = 0;
    }
  }
  return index;
}
