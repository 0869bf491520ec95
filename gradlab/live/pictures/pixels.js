// Pictures out of bytes: photographs of red, green and blue, and arrays of numbers in colours.

const BAD = [255, 64, 255]; // what is no finite number
const scratch = typeof document === "undefined" ? null : document.createElement("canvas");

/** The bytes in a DataView, which may begin anywhere in its buffer. */
export const bytes = (view, Kind = Uint8Array) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

/** Paint a photograph, three bytes a pixel, into the box at x, y. */
export function paintPhoto(pen, pixels, [rows, columns], box) {
  paintEach(pen, rows, columns, box, (data, k) => {
    data[4 * k] = pixels[3 * k];
    data[4 * k + 1] = pixels[3 * k + 1];
    data[4 * k + 2] = pixels[3 * k + 2];
  });
}

/** Paint an array, a byte for each number, into the box at x, y; colours: see below. */
export function paintArray(pen, values, [rows, columns], box, colours) {
  paintEach(pen, rows, columns, box, (data, k) => data.set(colours(values[k]), 4 * k));
}

function paintEach(pen, rows, columns, { x, y, width, height }, set) {
  const image = new ImageData(columns, rows);
  for (let k = 0; k < rows * columns; k++) {
    image.data[4 * k + 3] = 255;
    set(image.data, k);
  }
  Object.assign(scratch, { width: columns, height: rows });
  scratch.getContext("2d").putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(scratch, x, y, width, height);
}

/** The colour of a signed byte: paper at 0, blue above and orange below, darker (in dark pages lighter) at the ends; −128 is bad. */
export function signedColours(palette) {
  const table = Array.from({ length: 256 }, (_, k) => (k === 0 ? BAD : shade(palette, k < 128 ? palette.b : palette.W, Math.abs(k - 128) / 127)));
  return (byte) => table[byte + 128];
}

/** The colour of an unsigned byte: paper at 0, then more and more of the slope's colour. */
export function steepColours(palette) {
  const table = Array.from({ length: 256 }, (_, k) => shade(palette, palette.slope, k / 255));
  return (byte) => table[byte];
}

/** From the paper to the colour, and in the last third on towards the text, so that there are many steps to tell apart. */
function shade(palette, colour, share) {
  const [paper, full, text] = [palette.paper, colour, palette.text].map(rgb);
  return share < 0.65 ? mix(paper, full, share / 0.65) : mix(full, text, (0.7 * (share - 0.65)) / 0.35);
}

const mix = (from, to, share) => from.map((c, i) => Math.round(c + (to[i] - c) * share));
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));

/** A bar of all colours from one byte to another, for a legend. */
export function paintScale(pen, { x, y, width, height }, from, to, colours) {
  for (let k = 0; k < width; k++) {
    pen.fillStyle = `rgb(${colours(Math.round(from + ((to - from) * k) / (width - 1))).join()})`;
    pen.fillRect(x + k, y, 1.5, height);
  }
}
