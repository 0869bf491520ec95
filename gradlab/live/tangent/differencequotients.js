// Difference quotients: how near they come to a slope, and what spoils them. Everything is computed on float64, as NumPy does.

import { digits, text } from "../kit/numbers.js";

/** The distances h at which the errors are drawn, from 1 down to 1e-15, ten to each power of ten. */
export const STEPS = Array.from({ length: 151 }, (_, k) => step(-k / 10));

/** The h that lies at this power of ten, with two digits: 10⁻⁰·³ is 0.5. */
export function step(power) {
  return Number((10 ** power).toPrecision(2));
}

/** Where f has to be known: at x, and on both sides of it at the distance h and at all STEPS. */
export const around = (x, h) => ({ x, h, sloped: 1, places: [x, ...[h, ...STEPS].flatMap((s) => [x + s, x - s])] });

/**
 * What the values of f at the places `around` x say; the first of the slopes is the exact one, at x.
 * Returns {x, h, y, slope, ahead, behind, sides, forward, central, errors}: the values at x + h and x - h, the slopes to
 * the left and right of x as seen from nearby and from ten times nearer, both quotients as {quotient, error}, and both errors at all STEPS as {forward: [], central: []}.
 */
export function measured({ x, h, values, slopes }) {
  const [y, ahead, behind] = values;
  const slope = slopes[0];
  const quotients = (s, after, before) => ({ forward: (after - y) / s, central: (after - before) / (2 * s) });
  const found = quotients(h, ahead, behind);
  const errors = { forward: [], central: [] };
  STEPS.forEach((s, k) => {
    const at = quotients(s, values[3 + 2 * k], values[4 + 2 * k]);
    for (const kind of ["forward", "central"]) errors[kind].push(Math.abs(at[kind] - slope));
  });
  const result = (kind) => ({ quotient: found[kind], error: Math.abs(found[kind] - slope) });
  const sides = [1e-5, 1e-6].map((s) => {
    const [after, before] = values.slice(3 + 2 * STEPS.indexOf(s));
    return { left: (y - before) / s, right: (after - y) / s };
  });
  return { x, h, y, slope, ahead, behind, sides, forward: result("forward"), central: result("central"), errors };
}

/** What spoils the quotient here, or how good it is, in a sentence. */
export function verdict({ x, h, y, slope, sides, ...quotients }, kind) {
  if (!Number.isFinite(y)) return `There is no slope here: the value of the function is ${text(y)}.`;
  if (!Number.isFinite(slope)) return `There is no tangent here: the slope is ${text(slope)}.`;
  const rounding = Number.EPSILON * Math.max(Math.abs(y), Math.abs(x * slope)); // what the last digits of f and of x do
  const broken = kinkOrJump(sides, slope, (16 * rounding) / 1e-6);
  if (broken) return broken;
  const { error } = quotients[kind];
  if (!Number.isFinite(error)) return "No secant: the function has no value at the second point.";
  const right = -Math.log10(error / Math.max(Math.abs(slope), 1e-3));
  if (right >= 6) return `Good: the quotient has ${right > 15 ? "all" : `about ${Math.floor(right)}`} digits of the exact slope.`;
  if (error <= (4 * rounding) / h) return "h is too small: the two values agree in nearly all their 16 digits, and their difference is made of the rest.";
  return "h is too large: the curve bends between the two points.";
}

/**
 * What is said where the slopes on both sides differ. Looking ten times nearer, the difference shrinks by ten where the curve
 * only bends, stays at a kink, and grows by ten at a jump.
 */
function kinkOrJump([near, nearer], slope, noise) {
  const [apart, still] = [near, nearer].map(({ left, right }) => Math.abs(right - left));
  const least = Math.max(noise, 1e-3 * Math.max(Math.abs(nearer.left), Math.abs(nearer.right)));
  if (!(still > 0.5 * apart && still > least)) return null;
  if (still > 5 * apart) return "A jump: there is no tangent here, although the tape knows a slope on one side.";
  const [from, to, says] = [near.left, near.right, slope].map((x) => digits(Math.abs(x) < 1e-3 * apart ? 0 : x, 3));
  return `A kink: from the left the slope is ${from}, from the right ${to}. The tape has to name one number and says ${says}.`;
}
