// The pure parts of Features and Confusions: tiles never overlap and are found by pixel and by arrow keys, filters fit their
// place, words say what the bytes mean.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recallWords } from "../../gradlab/live/pictures/confusionwords.js";
import { layFilter } from "../../gradlab/live/pictures/filterpicture.js";
import { beside, laySheet, tileAt } from "../../gradlab/live/pictures/mapsheet.js";
import { mapOf, mapWords } from "../../gradlab/live/pictures/mapwords.js";
import { signedColours, steepColours } from "../../gradlab/live/pictures/pixels.js";
import { shareWords } from "../../gradlab/live/pictures/shares.js";

const LAYERS = [
  { channels: 32, shape: [30, 30] },
  { channels: 64, shape: [6, 9] },
  { channels: 1, shape: [20, 4] },
  { channels: 64, shape: [1, 1] },
];
const WIDTHS = [260, 430, 640, 1100];

test("tiles lie inside of the sheet, never overlap, and there is one for each channel", () => {
  for (const width of WIDTHS) {
    const { tiles, height } = laySheet(LAYERS, width);
    assert.deepEqual(LAYERS.map((_, k) => tiles.filter(({ layer }) => layer === k).length), [32, 64, 1, 64]);
    tiles.forEach((a, k) => {
      assert.ok(a.x >= 0 && a.x + a.width <= width && a.y + a.height <= height);
      for (const b of tiles.slice(k + 1)) {
        assert.ok(a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y);
      }
    });
  }
});

test("a tile is found at its pixels, and none between headings", () => {
  const sheet = laySheet(LAYERS, 640);
  sheet.tiles.forEach(({ x, y, width, height }, k) => {
    assert.equal(tileAt(sheet, x + width / 2, y + height / 2), k);
    assert.equal(tileAt(sheet, x + 0.5, y + 0.5), k);
  });
  assert.equal(tileAt(sheet, 100, sheet.heads[1] + 8), -1);
});

test("arrow keys reach every tile, up undoes down within equal rows, and the ends hold", () => {
  for (const width of WIDTHS) {
    const sheet = laySheet(LAYERS, width);
    const last = sheet.tiles.length - 1;
    for (let k = 0, at = 0; k <= last; k++, at = beside(sheet, at, 1, 0)) assert.equal(at, k);
    assert.equal(beside(sheet, last, 1, 0), last);
    assert.equal(beside(sheet, 0, -1, 0), 0);
    assert.equal(beside(sheet, 0, 0, -1), 0);
    const rows = new Set();
    for (let at = 0, before = -1; at !== before; [before, at] = [at, beside(sheet, at, 0, 1)]) rows.add(sheet.tiles[at].row);
    assert.equal(rows.size, sheet.tiles[last].row + 1);
    const below = beside(sheet, 1, 0, 1);
    if (sheet.tiles[below].layer === 0) assert.equal(beside(sheet, below, 0, -1), 1);
  }
});

test("all squares of a filter fit into its width, and are as large as they can be read", () => {
  for (const channels of [1, 3, 16, 32, 64, 128]) {
    for (const columns of [1, 3, 5]) {
      const { across, cell } = layFilter(channels, columns, 272);
      assert.ok(cell >= 6 || across === channels);
      assert.ok(across * columns * cell + (across - 1) * 4 <= 272 || cell === 6, `${channels} of ${columns}: ${across} × ${cell}`);
      assert.ok(cell <= 26);
    }
  }
});

test("a map's words say its numbers, where the highest is, and how many are 0", () => {
  const layer = { rows: 2, columns: 3, shape: [2, 3], limit: 1.27, step: 1, start: 4 };
  const values = Int8Array.from([9, 9, 9, 9, 0, 0, 0, 50, 127, -20, 9]);
  const own = mapOf(layer, 0, { values });
  assert.deepEqual([...own], [0, 0, 0, 50, 127, -20]);
  assert.equal(mapWords(layer, own), "2×3 numbers from −0.20 to 1.3, the highest in row 2, column 2. About 50\u00a0% of them are 0.");
  assert.match(mapWords(layer, new Int8Array(6)), /all 0: this channel sees nothing/);
  assert.match(mapWords(layer, Int8Array.of(1, -128, 0, 0, 0, 0)), /not finite, painted in pink/);
  assert.equal(mapWords({ ...layer, shape: [1, 1] }, Int8Array.of(127)), "Its value is 1.3.");
  const wide = { ...layer, rows: 4, columns: 6, step: 2 };
  assert.match(mapWords(wide, own), /4×6 numbers .* row 3, column 3\. .* one pixel in 4\./);
});

test("colours are the paper at 0, go one way, and tell above from below", () => {
  const palettes = [
    { paper: "#ffffff", W: "#0068a8", b: "#b34700", slope: "#00734f", text: "#1f2430" },
    { paper: "#111418", W: "#62b5f5", b: "#ffa45c", slope: "#4fd1a1", text: "#e8eaee" },
  ];
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  for (const palette of palettes) {
    const signed = signedColours(palette);
    const steep = steepColours(palette);
    const paper = [1, 3, 5].map((k) => parseInt(palette.paper.slice(k, k + 2), 16));
    assert.deepEqual(signed(0), paper);
    assert.deepEqual(steep(0), paper);
    const way = Math.sign(light(signed(127)) - light(paper));
    for (let k = 1; k < 128; k++) {
      for (const side of [1, -1]) assert.ok(way * (light(signed(side * k)) - light(signed(side * (k - 1)))) >= -0.6);
      assert.ok(way * (light(steep(2 * k)) - light(steep(2 * k - 2))) >= -0.6);
    }
    assert.ok(signed(80)[2] > signed(80)[0] && signed(-80)[0] > signed(-80)[2]);
    assert.deepEqual(signed(-128), [255, 64, 255]);
  }
});

test("shares and recall in words", () => {
  assert.deepEqual([0, 0.001, 0.126, 0.999, 1, NaN].map(shareWords).map((words) => words.replace("\u00a0", " ")), ["0 %", "below 1 %", "13 %", "over 99 %", "100 %", "no share"]);
  const plainly = (k) => recallWords(["cat", "dog", "fish"], [[3, 1, 0], [0, 1, 0], [0, 0, 0]], k).replaceAll("\u00a0", " ");
  assert.equal(plainly(0), "Of 4 pictures of cat, 3 were found (recall 75 %). Of 3 that were called cat, 3 are right (precision 100 %).");
  assert.equal(plainly(1), "Of 1 picture of dog, 1 was found (recall 100 %). Of 2 that were called dog, 1 is right (precision 50 %).");
  assert.equal(plainly(2), "There was no fish to be found. Nothing was called fish.");
});
