// The ground of a fine hill, painted dot by dot into an image: above 55 × 55 points the canvas's own fills fall behind the hand
// that turns it. Without a graphics card this is also far quicker than WebGL, which has to be computed then and copied over.
//
// Only the patches, their contour lines and the same lines on the floor are painted here, on a sheet of their own that the
// hill lays into its picture. As in the hill, patches are painted from the farthest to the nearest.

/** Returns paint(view, colours, shades, width, height), which gives a canvas with the ground on it. tall: of the hill; floor: how high the map lies. */
export function makeGround(surface, tall, floor) {
  const { n, shares } = surface;
  const step = 1 / (n - 1);
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d", { willReadFrequently: true }); // kept where the dots are written
  const [x, y] = [new Float32Array(n * n), new Float32Array(n * n)];
  const { ends, rows } = linesOf(surface);
  let image = null;
  let fills = null;
  let filledFor = null;

  /** view: of the hill, in the page's pixels. shades: a CSS colour for each patch, by its first corner, or null. */
  return (view, colours, shades, width, height) => {
    const ratio = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (image?.width !== across || image.height !== down) {
      [sheet.width, sheet.height] = [across, down];
      image = pen.createImageData(across, down);
    }
    if (filledFor !== shades) [fills, filledFor] = [asDots(shades), shades];
    const dots = new Uint32Array(image.data.buffer);
    dots.fill(0);

    const px = (u, v) => ratio * view.x(u, v);
    const py = (u, v, h) => ratio * view.y(u, v, h);
    const paintLines = (from, to, heightOf, ink, strength) => {
      for (let k = 5 * from; k < 5 * to; k += 5) {
        const h = heightOf(ends[k + 4]);
        const x1 = px(ends[k], ends[k + 1]);
        const y1 = py(ends[k], ends[k + 1], h);
        const x2 = px(ends[k + 2], ends[k + 3]);
        const y2 = py(ends[k + 2], ends[k + 3], h);
        if (Math.abs(x2 - x1) > Math.abs(y2 - y1)) stroke(image.data, across, 1, down, across, x1, y1, x2, y2, ratio, ink, strength);
        else stroke(image.data, down, across, across, 1, y1, x1, y2, x2, ratio, ink, strength);
      }
    };
    paintLines(0, rows[n - 1], () => floor, parts(colours.error), 0.45);

    for (let i = 0, k = 0; i < n; i++) {
      for (let j = 0; j < n; j++, k++) {
        x[k] = px(j * step - 0.5, i * step - 0.5);
        y[k] = py(j * step - 0.5, i * step - 0.5, tall * shares[k]);
      }
    }
    const ink = parts(colours.muted);
    const rise = (level) => tall * level;
    const [forward, rightward] = [view.cos > 0, view.sin > 0];
    let before = null;
    for (let r = 0; r < n - 1; r++) {
      const i = forward ? r : n - 2 - r;
      for (let c = 0; c < n - 1; c++) {
        const k = i * n + (rightward ? c : n - 2 - c);
        if (!fills[k]) continue; // a hole: no error is defined there
        fillTriangle(dots, across, down, x[k], y[k], x[k + 1], y[k + 1], x[k + n], y[k + n], fills[k]);
        fillTriangle(dots, across, down, x[k + n + 1], y[k + n + 1], x[k + 1], y[k + 1], x[k + n], y[k + n], fills[k]);
      }
      // One row later, or the nearer patches would cut off half of a line where it runs along them.
      if (r) paintLines(rows[before], rows[before + 1], rise, ink, 1);
      before = i;
    }
    paintLines(rows[before], rows[before + 1], rise, ink, 1);
    pen.putImageData(image, 0, 0);
    return sheet;
  };
}

/** The contour lines' pieces in one row of numbers, five for each: its two ends on the ground and its level; those of row i of the patches begin at rows[i]. */
function linesOf({ n, pieces, allPieces }) {
  const ends = new Float32Array(5 * allPieces.length);
  allPieces.forEach((piece, k) => piece.forEach((number, part) => (ends[5 * k + part] = part < 4 ? number / (n - 1) - 0.5 : number)));
  const rows = [0];
  for (let i = 0; i < n - 1; i++) rows.push(pieces.slice(i * (n - 1), (i + 1) * (n - 1)).reduce((sum, cell) => sum + cell.length, rows[i]));
  return { ends, rows };
}

/**
 * The dots whose middles lie in a triangle: triangles with a common side leave no gap and share no dot. The first picture is
 * painted before the browser has compiled this, and swapping by way of a list would take it twice as long.
 */
function fillTriangle(dots, across, down, ax, ay, bx, by, cx, cy, fill) {
  if (by < ay) return fillTriangle(dots, across, down, bx, by, ax, ay, cx, cy, fill);
  if (cy < by) return fillTriangle(dots, across, down, ax, ay, cx, cy, bx, by, fill);
  // From the top to the bottom: a, b, c.
  const first = Math.max(0, Math.ceil(ay - 0.5));
  const last = Math.min(down, Math.ceil(cy - 0.5));
  const long = (cx - ax) / (cy - ay);
  const upper = (bx - ax) / (by - ay);
  const lower = (cx - bx) / (cy - by);
  for (let row = first; row < last; row++) {
    const middle = row + 0.5;
    const p = ax + (middle - ay) * long;
    const q = middle < by ? ax + (middle - ay) * upper : bx + (middle - by) * lower;
    const end = row * across + Math.min(across, Math.ceil((p < q ? q : p) - 0.5));
    for (let at = row * across + Math.max(0, Math.ceil((p < q ? p : q) - 0.5)); at < end; at++) dots[at] = fill;
  }
}

/**
 * A smooth line from (a1, b1) to (a2, b2), `thick` dots wide, where a is the direction in which it is longer. Of a there are
 * `length` dots, each `next` after the last; of b `breadth`, `beside`. On the ground it mixes with the colours there; on bare
 * paper lines do not grow stronger where they meet.
 */
function stroke(data, length, next, breadth, beside, a1, b1, a2, b2, thick, ink, strength) {
  const last = Math.min(length, Math.ceil(Math.max(a1, a2) - 0.5));
  const reach = (thick + 1) / 2;
  for (let a = Math.max(0, Math.ceil(Math.min(a1, a2) - 0.5)); a < last; a++) {
    const middle = b1 + ((a + 0.5 - a1) * (b2 - b1)) / (a2 - a1) - 0.5;
    for (let b = Math.max(0, Math.ceil(middle - reach)); b < Math.min(breadth, middle + reach); b++) {
      const at = 4 * (a * next + b * beside);
      const share = Math.min(1, reach - Math.abs(b - middle));
      const bare = data[at + 3] < 255;
      if (bare) data[at + 3] = Math.max(data[at + 3], 255 * strength * share);
      for (let k = 0; k < 3; k++) data[at + k] += (ink[k] - data[at + k]) * (bare ? 1 : share);
    }
  }
}

/** CSS colours as the numbers that an image holds for them; null as 0. */
function asDots(colours) {
  const known = new Map([[null, 0]]);
  return Uint32Array.from(colours, (css) => {
    if (!known.has(css)) known.set(css, new Uint32Array(Uint8Array.of(...parts(css), 255).buffer)[0]);
    return known.get(css);
  });
}

/** The red, green and blue of a CSS colour, from 0 to 255. */
const parts = (css) => (css.startsWith("#") ? [1, 3, 5].map((k) => parseInt(css.slice(k, k + 2), 16)) : css.match(/\d+/g).map(Number));
