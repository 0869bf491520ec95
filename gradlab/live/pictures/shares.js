// Shares in words, as Python writes them too (predictions.py).

/** 63 %; small and nearly full shares are not rounded to 0 or 100. The number and its sign stay on one line. */
export function shareWords(share) {
  if (Number.isNaN(share)) return "no share";
  if (share > 0 && share < 0.005) return "below 1\u00a0%";
  if (share > 0.995 && share < 1) return "over 99\u00a0%";
  return `${Math.round(100 * share)}\u00a0%`;
}
