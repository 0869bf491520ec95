// Lines of equal height on a grid. In each cell of the grid a line enters through one side and leaves through another; where
// it crosses a side is found by assuming that the height changes evenly along it.

/** About `count` heights for lines: evenly spaced between the lowest and the highest finite height. */
export function levels(heights, count) {
  const [low, high] = extremes(heights);
  return Array.from({ length: count }, (_, k) => low + ((k + 0.5) / count) * (high - low));
}

/** The lowest and the highest finite number. */
export function extremes(numbers) {
  let low = Infinity;
  let high = -Infinity;
  for (const v of numbers) {
    if (v < low) low = v;
    if (v > high && v < Infinity) high = v;
  }
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [0, 1];
}

/**
 * The pieces of line in every cell: a list for cell (i, j) at i * (n - 1) + j of [x1, y1, x2, y2, level], in steps of the
 * grid: x along the columns (j), y along the rows (i). heights: n × n, row by row.
 */
export function contourPieces(heights, n, levels) {
  const cells = [];
  for (let i = 0; i < n - 1; i++) {
    for (let j = 0; j < n - 1; j++) {
      const k = i * n + j;
      const corners = [heights[k], heights[k + 1], heights[k + n + 1], heights[k + n]];
      const low = Math.min(...corners); // NaN where one of them is
      const high = Math.max(...corners);
      const pieces = [];
      if (Number.isFinite(low + high)) for (const level of levels) if (low < level && level <= high) pieces.push(...cross(corners, i, j, level));
      cells.push(pieces);
    }
  }
  return cells;
}

// The corners of a cell in turn, as steps along x and y.
const TURN = [[0, 0], [1, 0], [1, 1], [0, 1]];

function cross(corners, i, j, level) {
  const points = [];
  for (let side = 0; side < 4; side++) {
    const from = corners[side];
    const to = corners[(side + 1) % 4];
    if (from < level === to < level) continue;
    const share = (level - from) / (to - from);
    const [x1, y1] = TURN[side];
    const [x2, y2] = TURN[(side + 1) % 4];
    points.push([j + x1 + share * (x2 - x1), i + y1 + share * (y2 - y1)]);
  }
  // Two crossings make a piece; four, on a saddle, make two.
  const pieces = [];
  for (let k = 0; k + 1 < points.length; k += 2) pieces.push([...points[k], ...points[k + 1], level]);
  return pieces;
}
