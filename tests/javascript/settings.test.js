// Settings in an address: there and back, and what nobody may write there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo } from "../../gradlab/live/exporting/links.js";
import { fromWords, toWords } from "../../gradlab/live/exporting/settings.js";

const rate = { kind: "number", low: 1e-9, high: 1e9 };
const row = { kind: "row", of: [{ kind: "number", low: -20, high: 20 }, { kind: "number", low: -20, high: 20 }] };
const RULES = {
  surface: { kind: "choice", of: ["valley", "canyon"], brings: { canyon: { start: [1, 1] } } },
  start: { by: "surface", of: { valley: row, canyon: { ...row, of: [{ kind: "number", low: 0, high: 2 }, row.of[1]] } } },
  learning_rate: rate,
  step: { kind: "whole", low: 0, high: 50 },
  playing: { kind: "switch" },
  layers: { kind: "wholes", low: 1, high: 8, most: 3 },
  off: { kind: "some", of: ["sgd", "adam"] },
  kept: { fields: { learning_rate: rate, start: row } },
};
const FIRST = { surface: "valley", start: [16, 16], learning_rate: 0.1, step: 0, playing: false, layers: [4, 2], off: [], kept: {} };
const read = (words) => fromWords(words, RULES, (trait) => FIRST[trait]);
const write = (settings) => toWords(RULES, (trait) => ({ ...FIRST, ...settings })[trait], (trait) => FIRST[trait]);

test("what differs is written, and comes back as it was", () => {
  const settings = { learning_rate: 0.876, start: [-3.25, 1e-7], step: 7, playing: true, layers: [], off: ["adam"], kept: { learning_rate: 0.5, start: [1, 2] } };
  const words = write(settings);
  assert.deepEqual(Object.keys(words).sort(), ["kept.learning_rate", "kept.start", "layers", "learning_rate", "off", "playing", "start", "step"]);
  assert.deepEqual(read(words), { settings, troubles: [] });
  assert.deepEqual(write({}), {});
});

test("every digit of a number survives", () => {
  for (const x of [0.1 + 0.2, 1 / 3, 1e-9, 123456789.123]) assert.equal(read(write({ learning_rate: x })).settings.learning_rate, x);
});

test("a choice brings its settings along, unless they are named", () => {
  assert.deepEqual(read({ surface: "canyon" }).settings, { surface: "canyon", start: [1, 1] });
  assert.deepEqual(read({ start: "0.5,3", surface: "canyon" }).settings, { surface: "canyon", start: [0.5, 3] });
  assert.deepEqual(write({ surface: "canyon", start: [1, 1] }), { surface: "canyon" });
  assert.match(read({ start: "-5,3", surface: "canyon" }).troubles[0], /start should be a number from 0 to 2, a number from -20 to 20/);
});

for (const [path, text, said] of [
  ["learning_rate", "fast", /learning_rate should be a number from 1e-9 to 1e9, and the address says “fast”: it stays as it was/],
  ["learning_rate", "", /a number/],
  ["learning_rate", "-1", /a number/],
  ["learning_rate", "Infinity", /a number/],
  ["learning_rate", "NaN", /a number/],
  ["step", "2.5", /a whole number from 0 to 50/],
  ["step", "51", /a whole number/],
  ["playing", "true", /on or off/],
  ["surface", "vally", /one of valley, canyon/],
  ["start", "1", /with a comma between them/],
  ["start", "1,2,3", /with a comma between them/],
  ["start", "1,99", /with a comma between them/],
  ["layers", "9", /at most 3 whole numbers from 1 to 8/],
  ["layers", "1,1,1,1", /at most 3/],
  ["off", "sgd,ada", /some of sgd, adam/],
  ["kept.learning_rate", "0.5", /kept is only whole with kept.start/],
  ["learning_rat", "0.5", /no such setting here: there are surface, start, learning_rate/],
  ["kept", "0.5", /no such setting/],
  ["kept.other", "0.5", /no such setting/],
  ["learning_rate.x", "0.5", /no such setting/],
  ["__proto__", "1", /no such setting/],
  ["constructor.name", "1", /no such setting/],
  ["_esm", "evil.js", /no such setting/],
]) {
  test(`${path} = “${text}” is refused in words`, () => {
    const { settings, troubles } = read(Object.fromEntries([[path, text]]));
    assert.deepEqual(settings, {});
    assert.equal(troubles.length, 1);
    assert.match(troubles[0], said);
  });
}

test("a link keeps the page, and forgets what its address said before", () => {
  const link = linkTo("https://host/gradlab/07.html?descent.step=3#x", "descent", { start: "1,2", kept: "a&b" }, { only: "descent" });
  assert.equal(link, "https://host/gradlab/07.html?only=descent&descent.start=1,2&descent.kept=a%26b#descent");
  assert.equal(linkTo("https://host/", "race", {}), "https://host/#race");
});
