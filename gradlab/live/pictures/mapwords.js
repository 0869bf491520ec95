// What is seen in Features, in words; and where in the bytes it stands.

import { digits } from "../kit/numbers.js";
import { shareWords } from "./shares.js";

/** Whether the channels of a layer are single numbers. */
export const isNeurons = ({ rows, columns }) => rows * columns === 1;

/** The bytes of one channel's map. */
export function mapOf({ start, shape: [rows, columns] }, channel, { values }) {
  return values.subarray(start + channel * rows * columns, start + (channel + 1) * rows * columns);
}

/** The bytes of one class's slopes. */
export const slopesOf = ({ size: [rows, columns] }, { slopes }, target) => slopes.subarray(target * rows * columns, (target + 1) * rows * columns);

/** The lowest byte of a layer's maps. */
export function lowest({ start, channels, shape: [rows, columns] }, { values }) {
  return values.subarray(start, start + channels * rows * columns).reduce((low, byte) => (byte === -128 ? low : Math.min(low, byte)), 0);
}

/** What is seen on a map, in words. */
export function mapWords({ rows, columns, shape, limit, step }, values) {
  const number = (byte) => digits((byte * limit) / 127, 2);
  if (values.includes(-128)) return "It holds numbers that are not finite, painted in pink.";
  if (values.length === 1) return `Its value is ${number(values[0])}.`;
  const highest = values.indexOf(Math.max(...values));
  if (!values.some(Boolean)) return `${rows}×${columns} numbers, all 0: this channel sees nothing in this picture.`;
  const zeros = values.reduce((count, byte) => count + (byte === 0), 0) / values.length;
  const place = `row ${Math.floor(highest / shape[1]) * step + 1}, column ${(highest % shape[1]) * step + 1}`;
  const every = step > 1 ? ` Drawn is one pixel in ${step * step}.` : "";
  const low = Math.min(...values);
  return `${rows}×${columns} numbers from ${number(low)} to ${number(values[highest])}, the highest in ${place}. ${zeros ? `About ${shareWords(zeros)}` : "None"} of them are 0.${every}`;
}

/** What is known of a filter, in words: all of it for those who do not see it, and what the colours mean. */
export function filterWords({ shape: [, channels, rows, columns], limit, bias, start }, channel, weights) {
  const own = weights.subarray(start + channel * channels * rows * columns, start + (channel + 1) * channels * rows * columns);
  const number = (byte) => digits((byte * limit) / 127, 2);
  const span = `weights from ${number(Math.min(...own))} to ${number(Math.max(...own))}`;
  const offset = bias.length ? ` Bias ${digits(bias[channel], 2)}.` : "";
  const each = channels === 3 ? "one square each for red, green and blue" : channels === 1 ? "one square" : `one square for each of ${channels} channels`;
  return {
    said: `Filter ${channel}: ${rows}×${columns}×${channels} ${span}.${offset}`,
    words: `The filter: ${each}, ${span}; blue is above 0, orange below.${offset}`,
  };
}

/** The slope map in words. */
export function steepWords(shown, data, target, names) {
  const slopes = slopesOf(shown, data, target);
  if (!shown.tops[target]) return `The score of ${names[target]} depends on no pixel: its slope is 0 everywhere.`;
  const most = slopes.indexOf(255);
  const columns = shown.size[1];
  return `How much the score of ${names[target]} changes with each pixel: most, by ${digits(shown.tops[target], 2)}, in row ${Math.floor(most / columns) + 1}, column ${(most % columns) + 1}.`;
}
