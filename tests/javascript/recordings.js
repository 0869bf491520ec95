// What tests of the player share: recordings written by hand, as Python packs them.

/** A recording of operators on knobs and constants; the numbers of the constants follow in their order. */
export function recording(values, constants = []) {
  let start = 0;
  const block = new Float64Array(constants.flatMap((numbers) => [...numbers]));
  const described = values.map((value) => {
    if (!value.constant) return value;
    const packed = { constant: "float64", start, shape: value.shape };
    start += 8 * value.shape.reduce((a, b) => a * b, 1);
    return packed;
  });
  return [{ values: described, output: values.length - 1 }, new DataView(block.buffer)];
}

/** One operator call. */
export const step = (operator, inputs, shape, parameters = {}) => ({ operator, inputs, shape, parameters });

/** The mean squared error of the line y = W·x + b, with the knobs W and b. */
export function lineError(x, y) {
  const values = [
    { knob: 0, shape: [] },
    { knob: 1, shape: [] },
    { constant: true, shape: [x.length] },
    { constant: true, shape: [x.length] },
    step("multiply", [0, 2], [x.length]),
    step("add", [4, 1], [x.length]),
    step("subtract", [3, 5], [x.length]),
    step("square", [6], [x.length]),
    step("mean_over", [7], [], { axis: null, keepdims: false }),
  ];
  return recording(values, [x, y]);
}
