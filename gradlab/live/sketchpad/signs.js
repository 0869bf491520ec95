// The signs of the classes: a square, a disc, a triangle and a diamond, told apart without colours too. Sketchpad.draw has the same.

const CORNERS = [
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  null,
  [[0, -1.2], [1.15, 0.9], [-1.15, 0.9]],
  [[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]],
];

/** Lay the outline of sign k around a place of a canvas; size: from its middle to about its edge. */
export function tracePath(pen, k, x, y, size) {
  if (!CORNERS[k]) pen.arc(x, y, size, 0, 2 * Math.PI);
  else {
    CORNERS[k].forEach(([dx, dy], i) => pen[i ? "lineTo" : "moveTo"](x + dx * size, y + dy * size));
    pen.closePath();
  }
}

/** The same sign beside a word. */
export function svgSign(k) {
  const shape = CORNERS[k] ? `<polygon points="${CORNERS[k].map((corner) => corner.join(",")).join(" ")}"/>` : `<circle r="1"/>`;
  return `<svg class="sign" viewBox="-1.4 -1.4 2.8 2.8" width="16" height="16" fill="var(--kind-${k})" aria-hidden="true">${shape}</svg>`;
}
