// The colour of a number by its sign and size: negative, paper, positive. As bytes, for pictures with many dots.

const SHADES = 127; // on either side of 0
const tables = new Map(); // made once for each palette and depth

/**
 * A function from a number to a dot of ImageData (as one Uint32): full colour at -1 and 1 and beyond, paper at 0, grey where
 * it is not a number. depth: how much of the colour there is at the ends; less leaves contrast to what is drawn on it.
 */
export function signDots(palette, depth) {
  const key = `${palette.paper} ${depth}`;
  if (!tables.has(key)) tables.set(key, makeTable(palette, depth));
  const table = tables.get(key);
  return (x) => (x === x ? table[Math.round(Math.max(-1, Math.min(1, x)) * SHADES) + SHADES] : table[2 * SHADES + 1]);
}

function makeTable(palette, depth) {
  const [negative, paper, positive, nothing] = [palette.negative, palette.paper, palette.positive, palette.points].map(rgb);
  const dots = Array.from({ length: 2 * SHADES + 1 }, (_, k) => {
    const share = (k - SHADES) / SHADES;
    const end = share < 0 ? negative : positive;
    return paper.map((c, i) => Math.round(c + (end[i] - c) * Math.abs(share) * depth));
  });
  return Uint32Array.from([...dots, nothing], ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
}

const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
