// Numbers as people read them.

/** A number for a label: about four digits, a true minus sign, and words where it is no number. */
export function text(x) {
  if (Number.isNaN(x)) return "not a number";
  if (!Number.isFinite(x)) return x > 0 ? "infinite" : "−infinite";
  const size = Math.abs(x);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return timesPower(x.toExponential(2));
  return x.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4).replace("-", "−");
}

/** A number with as many decimals as the step of its knob shows. */
export function stepped(x, step) {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e6) return text(x);
  return x.toFixed(Math.max(0, 1 - Math.floor(Math.log10(step)))).replace("-", "−");
}

/** A round number, as on an axis or at the end of a range: no decimals that say nothing. */
export const plain = (x) => String(Number(x.toPrecision(6))).replace("-", "−");

/** A power of ten as it is written by hand: 10⁻⁷. */
export const power = (exponent) => `10${String(exponent).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)])}`;

/** What JavaScript writes as 2.5e-7, by hand: 2.5·10⁻⁷. */
function timesPower(written) {
  const [head, exponent] = written.split("e");
  return `${head.replace("-", "−")}·${power(Number(exponent))}`;
}

/** A number with so many digits, however small or large it is; far from 1 as a multiple of a power of ten, 2.5·10⁻⁷. */
export function digits(x, count) {
  if (!Number.isFinite(x)) return text(x);
  if (x === 0) return "0";
  const written = x.toExponential(count - 1);
  const exponent = Number(written.split("e")[1]);
  if (exponent < -3 || exponent >= 6) return timesPower(written);
  return x.toFixed(Math.max(0, count - 1 - exponent)).replace("-", "−");
}

/** A share as percent: as many digits as it takes to be neither 0 nor 100. */
export function percent(share) {
  if (share > 0 && share < 1e-4) return `${digits(share * 100, 1)} %`;
  if (share > 0.9999 && share < 1) return "more than 99.99 %";
  return `${(share * 100).toFixed(share >= 0.1 && share < 0.995 ? 0 : 2)} %`;
}

/** A count in groups of three digits: 122 570. */
export const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, " ");

/** A round number beside an axis, where there is little room: 100000 is 1·10⁵. */
export function tickLabel(x) {
  const size = Math.abs(x);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return plain(x);
  const [head, exponent] = size.toExponential().split("e");
  return `${x < 0 ? "−" : ""}${plain(Number(head))}·${power(Number(exponent))}`;
}

/** About `count` round numbers between low and high, for an axis. */
export function ticks(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

/** x, or the end of the range from low to high that it lies beyond; nan stays nan. */
export const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
