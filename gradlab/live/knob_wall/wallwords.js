// What is said about the weights on a wall.

import { digits } from "../kit/numbers.js";

export const NO_SHADE = 15; // instead of a shade, where no slope is known
export const READING = "Point at a weight, or walk with the arrow keys; click or Enter takes it in hand.";

/** What a shade says about a slope: between two powers of 2, where 2 ** top is the upper end of the brightest. */
export function slopeWords(shade, top) {
  if (shade === NO_SHADE) return "not known yet";
  if (shade === 0) return "0";
  const upper = digits(2 ** (top - 14 + shade), 2);
  if (shade === 1) return `below ±${upper}`;
  const lower = digits(2 ** (top - 15 + shade), 2);
  return shade === 14 ? `±${lower} or more` : `between ±${lower} and ±${upper}`;
}
