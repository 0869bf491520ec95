// Runs are walked, cut and named as Python's run.py does it; scales and axes hold still.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Player } from "../../gradlab/live/player/player.js";
import { ofTheCliff, scaleAround } from "../../gradlab/live/descent/learningrate.js";
import { regimeOf, regimeWords, runFromTable, walk } from "../../gradlab/live/descent/run.js";
import { makeSurface } from "../../gradlab/live/terrain/surface.js";
import { calmEnds, powerOfTen, powerTicks } from "../../gradlab/live/descent/timeline.js";
import { lineError } from "./recordings.js";

const x = Float64Array.from({ length: 21 }, (_, i) => -1 + i / 10);
const y = x.map((v) => 3 * v + 0.5);
const line = new Player(...lineError(x, y));
const run = (rate, steps = 40) => walk(line, null, [16, -4], rate, steps);

for (const [rate, name] of [[0.001, "slow"], [0.02, "slow"], [0.4, "good"], [0.5, "good"], [0.75, "oscillating"], [0.98, "oscillating"], [1.02, "diverging"], [4, "diverging"], [1e300, "diverging"]]) {
  test(`with a learning rate of ${rate} the run is ${name}`, () => assert.equal(run(rate).regime, name));
}

test("a run that leaves the picture is cut, and a sentence says after which step", () => {
  const cut = run(3);
  assert.ok(cut.last < 40 && cut.errors[cut.last] <= 1e12 && cut.errors[cut.last + 1] > 1e12);
  assert.equal(regimeWords(cut), `after step ${cut.last + 1} the error is larger than 10¹²: the run has left the picture`);
  const far = run(1e300);
  assert.equal(regimeWords(far), "after step 1 the error is no number any more: the run has left the picture");
});

test("between two steps the ball is on the way, and the error is that of the place", () => {
  const gliding = run(0.1);
  const { settings, error } = gliding.at(0.5);
  [0, 1].forEach((i) => assert.ok(Math.abs(settings[i] - (gliding.settings[0][i] + gliding.settings[1][i]) / 2) < 1e-12));
  assert.equal(error, line.play(settings)[0]);
  assert.equal(gliding.at(3).error, gliding.errors[3]);
});

test("the cliff of the line is at 1", () => assert.ok(Math.abs(run(0.1).cliffAt(7) - 1) < 1e-6));

test("a run from the kernel's table is the same run", () => {
  const own = run(0.75, 10);
  const table = Float64Array.from(own.settings.flatMap((row, k) => [...row, own.errors[k], 1, row[1], row[0] + row[1]]));
  const sent = runFromTable(table, 6, 2, 10);
  assert.deepEqual([sent.regime, sent.last, sent.cliffAt(3)], ["oscillating", 10, 1]);
  assert.deepEqual(sent.at(4).settings, own.at(4).settings);
  const [low, high] = sent.at(0.5).curve;
  assert.ok(Math.abs(low - (own.settings[0][1] + own.settings[1][1]) / 2) < 1e-12 && high !== low);
});

test("a run that fell into a canyon and creeps along its floor is slow, and one that is down says after how many steps", () => {
  const wide = Float64Array.from({ length: 21 }, (_, i) => (12 * i) / 20);
  const noisy = wide.map((v, i) => v + 0.5 + (-1) ** i);
  const canyon = new Player(...lineError(wide, noisy));
  for (const rate of [0.002, 0.005, 0.008]) assert.equal(walk(canyon, null, [16, 16], rate, 100).regime, "slow");
  const down = run(0.4);
  assert.equal(regimeWords(down), `it arrives at the bottom after ${down.arrived} steps`);
  assert.ok(down.errors[down.arrived] <= 1e-5 * down.errors[0] && down.errors[down.arrived - 1] > 1e-5 * down.errors[0]);
});

test("a run that stands still has arrived", () => {
  const errors = new Float64Array(5).fill(2);
  assert.deepEqual(regimeOf({ settings: Array(5).fill([1]), errors, steps: 4, last: 4 }), { regime: "good", arrived: 0 });
});

test("the place of a learning rate is told as a share of the cliff", () => {
  assert.equal(ofTheCliff(0.8, 1), "0.8 of the cliff");
  assert.equal(ofTheCliff(0.001234, 1), "0.0012 of the cliff");
  assert.equal(ofTheCliff(1.5, 1), "1.5 of the cliff: beyond it");
  assert.equal(ofTheCliff(0.1, Infinity), "no cliff here: nothing is curved upwards");
});

test("the scale holds the cliff and the rate", () => {
  assert.deepEqual(scaleAround(0.98, 0.1), [-3, 1]);
  assert.equal(scaleAround(Infinity, 0.1).join(), "-4,0");
  const [low, high] = scaleAround(1, 1e-7);
  assert.ok(low <= -7 && high >= 1);
});

test("powers of ten are written short", () => assert.deepEqual([-2, 0, 3, 12, -7, 0.5].map(powerOfTen), ["0.01", "1", "1000", "10¹²", "10⁻⁷", "3.16"]));

test("an axis of powers of ten is marked at round numbers", () => {
  const marked = (...where) => powerTicks(...where).sort((a, b) => a - b).map(powerOfTen);
  assert.deepEqual(marked(1.5, 3.3, 4), ["50", "100", "200", "500", "1000"]);
  assert.deepEqual(marked(-0.1, 3.3, 4), ["1", "10", "100", "1000"]);
  assert.deepEqual(marked(-6, 6.5, 4), ["10⁻⁵", "1", "10⁵"]);
  assert.equal(new Set(marked(0, 0.04, 4)).size, 5);
});

test("an axis holds its numbers, and does not tremble when they do", () => {
  const [low, high] = calmEnds(-3.1, 16);
  assert.ok(low <= -3.1 && high >= 16);
  assert.deepEqual(calmEnds(-3.101, 16.001), [low, high]);
  const [under, over] = calmEnds(2, 2);
  assert.ok(under < 2 && over > 2);
});

test("the painted ground meets the heights at the points of the grid, and is even between them", () => {
  const [first, second] = [{ low: 0, high: 4 }, { low: 0, high: 4 }];
  const surface = makeSurface((a, b) => a + 2 * b, first, second, 5);
  for (const [a, b] of [[0, 0], [0.5, 0.25], [1, 1], [0.3, 0.9]]) {
    assert.ok(Math.abs(surface.shareAt(a, b) - surface.share(4 * a + 8 * b)) < 1e-12);
  }
});
