// A confusion table in words: which part of a class was found, and which part of a name is right.

import { shareWords } from "./shares.js";

const sum = (numbers) => numbers.reduce((all, n) => all + n, 0);

/** Which part of all the numbers one of them is; NaN where there is nothing. */
export const partOf = (n, numbers) => n / sum(numbers);

/** How many got their right name. */
export const counted = (right, all) => `${right} of ${all} pictures got their right name, ${shareWords(right / all)}.`;

/** Recall and precision of a class in a sentence or two. */
export function recallWords(names, counts, k) {
  const [name, found] = [names[k], counts[k][k]];
  const there = sum(counts[k]);
  const called = sum(counts.map((row) => row[k]));
  const recall = there ? `Of ${there} ${there === 1 ? "picture" : "pictures"} of ${name}, ${found} ${found === 1 ? "was" : "were"} found (recall ${shareWords(found / there)}).` : `There was no ${name} to be found.`;
  const precision = called ? `Of ${called} that were called ${name}, ${found} ${found === 1 ? "is right" : "are right"} (precision ${shareWords(found / called)}).` : `Nothing was called ${name}.`;
  return `${recall} ${precision}`;
}
