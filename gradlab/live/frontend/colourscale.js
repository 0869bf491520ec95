// The colour of a height: the error's own colour, paler towards the bottom and darker towards the top.

/**
 * A function from 0…1 (and shade 0…1 for relief) to a CSS colour, between the paper and the error's colour. depth: how much
 * of the error's colour there is at the top; less leaves more contrast to what is drawn on the ground.
 */
export function heightColours(palette, depth = 0.9) {
  const from = rgb(palette.paper);
  const to = rgb(palette.error);
  return (share, light = 1) => {
    const s = 0.08 + (depth - 0.08) * Math.min(1, Math.max(0, share));
    const mix = (k) => Math.round((from[k] + (to[k] - from[k]) * s) * (0.85 + 0.15 * light));
    return `rgb(${mix(0)},${mix(1)},${mix(2)})`;
  };
}

const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
