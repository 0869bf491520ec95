// The colour of a height: the error's own colour, paler towards the bottom and stronger towards the top.

const SHADES = 64; // of height
const LIGHTS = 12; // of relief: how much a patch is turned to the light

/**
 * A function from a height 0…1 and a light 0…1 to a CSS colour, between the paper's and the error's. depth: how much of the
 * error's colour there is at the top; less leaves more contrast to what is drawn on the ground.
 */
export function heightColours(palette, depth = 0.9) {
  const key = `${palette.paper} ${palette.error} ${depth}`;
  if (!tables.has(key)) tables.set(key, makeTable(palette, depth));
  const table = tables.get(key);
  return (share, light = 1) => table[Math.round(within(share) * (SHADES - 1)) * LIGHTS + Math.round(within(light) * (LIGHTS - 1))];
}

/** How much a patch is turned to the light, from 0 to 1, from the heights of its corners on an n × n grid. */
export const lightOn = (a, b, d, e, n) => 0.5 - (((b + e - a - d) * 0.6 + (d + e - a - b) * 0.35) * (n - 1)) / 8;

// Made once for each palette: mixing a colour takes longer than painting with it.
const tables = new Map();

function makeTable(palette, depth) {
  const from = rgb(palette.paper);
  const to = rgb(palette.error);
  return Array.from({ length: SHADES * LIGHTS }, (_, k) => {
    const strength = 0.08 + ((depth - 0.08) * Math.floor(k / LIGHTS)) / (SHADES - 1);
    const bright = 0.85 + (0.15 * (k % LIGHTS)) / (LIGHTS - 1);
    const parts = from.map((c, i) => Math.round((c + (to[i] - c) * strength) * bright));
    return `rgb(${parts.join()})`;
  });
}

const within = (x) => Math.min(1, Math.max(0, x));
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
