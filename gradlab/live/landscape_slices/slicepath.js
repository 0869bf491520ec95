// The path of a training on a slice: where it lies, how high the slice is there, and what the picture leaves out.

import { grouped, percent, text } from "../kit/numbers.js";

/** The height of a surface at a place, even between the points of its grid; NaN where one of them is missing. */
export function heightOn({ heights, n, first, second }, a, b) {
  const at = (x, { low, high }) => ((x - low) / (high - low)) * (n - 1);
  const [x, y] = [at(a, first), at(b, second)];
  if (!(x >= 0 && x <= n - 1 && y >= 0 && y <= n - 1)) return NaN;
  const [j, i] = [Math.min(n - 2, Math.floor(x)), Math.min(n - 2, Math.floor(y))];
  const row = (k) => heights[k * n + j] * (1 - (x - j)) + heights[k * n + j + 1] * (x - j);
  return row(i) * (1 - (y - i)) + row(i + 1) * (y - i);
}

/** What the slice shows and what it does not, as sentences. */
export function honestWords({ weights, explained, shares, kind }) {
  const two = `d₁ and d₂ are two directions of ${grouped(weights)}: along the other ${grouped(weights - 2)} nothing is seen here.`;
  if (explained === null) return two;
  const by = kind === "principal" ? ` (${percent(shares[0])} and ${percent(shares[1])})` : "";
  return `${two} They hold ${percent(explained)} of how far the training path goes${by}, measured as variance; the rest runs beside the picture.`;
}

/** Where the path is at a place, and how far the picture is wrong there. */
export function placeWords(step, error, height) {
  const true_ = error === null ? "not a number" : text(error);
  const shown = Number.isNaN(height) ? "outside of the slice" : `the slice there says ${text(height)}`;
  return `After ${step} step${step === 1 ? "" : "s"} the error is ${true_}; ${shown}.`;
}
