// The deck's pure parts: the layout never overlaps and never points backwards, folding keeps the arrows pointing forwards,
// the film's numbers are those of calculus, and formulas carry the learner's names.

import assert from "node:assert/strict";
import { test } from "node:test";

import { makeFilm, part, table } from "../../gradlab/live/tape_deck/film.js";
import { inNames, makeWords, short, shortArray } from "../../gradlab/live/tape_deck/filmwords.js";
import { closedAround, folded } from "../../gradlab/live/tape_deck/folding.js";
import { apart, layout } from "../../gradlab/live/tape_deck/graphlayout.js";
import { recording, step } from "./recordings.js";

/** A row of random numbers that is the same in every run. */
function dice(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** A graph of n boxes, each needing some of those before it. */
function graph(n, seed) {
  const random = dice(seed);
  return Array.from({ length: n }, (_, id) => {
    const inputs = id < 3 ? [] : Array.from({ length: 1 + Math.floor(random() * 2) }, () => Math.floor(Math.max(0, id - 1 - random() * random() * id)));
    return { id, width: 60 + random() * 80, height: 40 + random() * 60, inputs };
  });
}

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 1e-6;

test("boxes never overlap, lie inside the picture, and every arrow points to the right", () => {
  for (const [n, seed] of [[1, 1], [5, 2], [12, 3], [60, 4], [60, 5], [61, 6]]) {
    const boxes = graph(n, seed);
    const { places, width, height } = layout(boxes);
    const all = [...places.values()];
    assert.equal(all.length, n);
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b))));
    for (const { x, y, width: w, height: h } of all) {
      assert.ok(x >= 0 && x + w <= width + 1e-6 && y - h / 2 >= -1e-6 && y + h / 2 <= height + 1e-6);
    }
    for (const box of boxes) for (const i of box.inputs) assert.ok(places.get(i).x + places.get(i).width < places.get(box.id).x);
  }
});

test("downwards, boxes never overlap, lie inside the picture, and every arrow points down between them", () => {
  for (const [n, seed] of [[1, 1], [12, 3], [60, 4], [61, 6]]) {
    const boxes = graph(n, seed);
    const { places, routes, width, height } = layout(boxes, { downwards: true });
    const all = [...places.values()];
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b))));
    for (const box of boxes) {
      const { x, y, width: w, height: h } = places.get(box.id);
      assert.deepEqual([w, h], [box.width, box.height]);
      assert.ok(x >= -1e-6 && x + w <= width + 1e-6 && y - h / 2 >= -1e-6 && y + h / 2 <= height + 1e-6);
      for (const i of box.inputs) {
        const ys = [places.get(i).y + places.get(i).height / 2, ...routes.get(`${i} ${box.id}`).map((p) => p.y), y - h / 2];
        assert.ok(ys.every((at, k) => k === 0 || at >= ys[k - 1] - 1e-6));
      }
    }
  }
});

test("an arrow over several columns passes between the boxes, from left to right", () => {
  const boxes = graph(40, 7);
  const { places, routes } = layout(boxes);
  for (const [key, points] of routes) {
    const [from, to] = key.split(" ").map(Number);
    const xs = [places.get(from).x + places.get(from).width, ...points.map((p) => p.x), places.get(to).x];
    assert.ok(xs.every((x, i) => i === 0 || x >= xs[i - 1] - 1e-6));
    for (let i = 0; i < points.length; i += 2) {
      for (const { x, y, width, height } of places.values()) {
        const crosses = x < points[i + 1].x && x + width > points[i].x && Math.abs(y - points[i].y) < height / 2;
        assert.ok(!crosses);
      }
    }
  }
});

test("a thousand and ten thousand boxes take a time that grows with their number", () => {
  const chain = (n) => Array.from({ length: n }, (_, id) => ({ id, width: 80, height: 50, inputs: id < 2 ? [] : id === 2 ? [0, 1] : [0, id - 1] }));
  const time = (n) => {
    const boxes = chain(n);
    const before = process.cpuUsage();
    layout(boxes);
    const { user, system } = process.cpuUsage(before); // not the clock on the wall: others may be at work, too
    return (user + system) / 1000;
  };
  time(1000);
  const small = Math.min(time(1000), time(1000), time(1000));
  const large = Math.min(time(10_000), time(10_000));
  assert.ok(large < 40 * small, `${small} ms and ${large} ms`);
  assert.ok(large < 5000, `${large} ms`);
});

test("boxes that wish for one place are pushed apart, and those that do not stay", () => {
  const row = [10, 10, 10].map((height) => ({ height }));
  assert.deepEqual(apart(row, [0, 0, 0], 2), [-12, 0, 12]);
  assert.deepEqual(apart(row, [-50, 0, 50], 2), [-50, 0, 50]);
});

// 0 and 1 go in; 2 … 9 are operators: a chain that needs 0 everywhere.
const inputsOf = (place) => (place < 2 ? [] : place === 2 ? [0, 1] : [place - 1, 0]);
const used = Array.from({ length: 10 }, (_, i) => i);
const chapters = [["first", 2, 5], ["inner", 3, 4], ["second", 6, 9]];

test("closed chapters are one box each, and what only they need lies in them", () => {
  const { boxes, boxOf } = folded(used, inputsOf, chapters, []);
  assert.deepEqual(boxes.map((box) => [box.id, box.inputs]), [[0, []], ["chapter 0", [0]], ["chapter 2", ["chapter 0", 0]]]);
  assert.equal(boxOf.get(1), "chapter 0");
  assert.equal(boxes[1].place, 5); // the last in it is what it shows
});

test("an open chapter shows what is in it, and a chapter in it is closed until it is opened, too", () => {
  assert.deepEqual(folded(used, inputsOf, chapters, [0]).boxes.map((box) => box.id), [0, 1, 2, "chapter 1", 5, "chapter 2"]);
  assert.equal(folded(used, inputsOf, chapters, [0, 1, 2]).boxes.length, 10);
  assert.deepEqual(closedAround(4, chapters, []), [0, 1]);
  assert.deepEqual(closedAround(4, chapters, [0]), [1]);
});

test("folding keeps inputs before those that need them", () => {
  for (const opened of [[], [0], [2], [0, 1, 2]]) {
    const seen = new Set();
    for (const box of folded(used, inputsOf, chapters, opened).boxes) {
      assert.ok(box.inputs.every((id) => seen.has(id)));
      seen.add(box.id);
    }
  }
});

/** A film of f = x·y + x, as the page gets it from Python. */
function film(x = 2, y = 3) {
  const [described, bytes] = recording([
    { knob: 0, shape: [] },
    { knob: 1, shape: [] },
    step("multiply", [0, 1], []),
    step("add", [2, 0], []),
  ]);
  const traits = {
    _recording: described,
    _constants: bytes,
    _names: ["x", "y", "product", "f"],
    _cards: [
      ["multiply", "x · y", ["x", "y"], ["∂z/∂x = y", "∂z/∂y = x"], true],
      ["add", "x + y", ["x", "y"], ["∂z/∂x = 1", "∂z/∂y = 1"], true],
    ],
    _card_of: [-1, -1, 0, 1],
    _live: true,
    _missing: [],
    _turned: [[0, 0], [1, 0]],
    _settings: new DataView(new Float64Array([0, 0]).buffer),
  };
  const made = makeFilm({ get: (name) => traits[name] });
  made.compute([x, y]);
  return made;
}

test("the frames go forwards, turn, and come back", () => {
  const made = film();
  assert.deepEqual(made.forwards, [2, 3]);
  assert.equal(made.frame(0), null);
  assert.deepEqual([1, 2, 3, 4, 5].map((at) => [made.frame(at).way, made.frame(at).place]), [
    ["forwards", 2],
    ["forwards", 3],
    ["turn", 3],
    ["backwards", 3],
    ["backwards", 2],
  ]);
  assert.equal(made.frame(6), null);
});

test("slopes arrive in their order and add up where they meet", () => {
  const made = film(2, 3);
  const slopeOfX = [2, 3, 4, 5].map((at) => made.slope(0, at)?.[0] ?? null);
  assert.deepEqual(slopeOfX, [null, null, 1, 4]); // 1 from the sum, 3 = y from the product
  const [toX, toY] = made.frame(5).passes;
  assert.deepEqual([made.before(toX)[0], made.passed(toX)[0], made.local(toX)[0]], [1, 3, 3]);
  assert.equal(made.before(toY), null);
  made.compute([5, -1]);
  assert.deepEqual([made.value(3)[0], made.slope(0, 5)[0], made.slope(1, 5)[0]], [0, 0, 5]);
});

test("a frame is said in words, with every factor", () => {
  const made = film();
  const words = makeWords(made);
  assert.equal(words.sentence(1), "multiply: product = x · y = 2 · 3 = 6");
  assert.equal(
    words.sentence(5),
    "Back through multiply, to x: local slope ∂product/∂x = y = 3, times 1 from above = 3, and 1 + 3 = 4 there; to y: local slope ∂product/∂y = x = 2, times 1 from above = 2",
  );
});

test("a value that goes in twice has a local slope through each of its places", () => {
  const [described, bytes] = recording([{ knob: 0, shape: [] }, step("multiply", [0, 0], [])]);
  const made = makeFilm({
    get: (name) =>
      ({
        _recording: described,
        _constants: bytes,
        _names: ["x", "square"],
        _cards: [["multiply", "x · y", ["x", "y"], ["∂z/∂x = y", "∂z/∂y = x"], true]],
        _card_of: [-1, 0],
        _live: true,
        _missing: [],
        _turned: [[0, 0]],
        _settings: new DataView(new Float64Array([0]).buffer),
      })[name],
  });
  made.compute([5]);
  assert.equal(
    makeWords(made).sentence(3),
    "Back through multiply, to x: local slope through the 1st x = 5, times 1 from above = 5; to x: local slope through the 2nd x = 5, times 1 from above = 5, and 5 + 5 = 10 there",
  );
});

test("names take the place of letters and of nothing else", () => {
  assert.equal(inNames("∂z/∂x = y", ["x", "y"], ["W", "x"], "v1"), "∂v1/∂W = x");
  assert.equal(inNames("exp(x)", ["x"], ["v2"], "z"), "exp(v2)");
  assert.equal(inNames("∂z/∂x = 2x", ["x"], ["v2"], "v3"), "∂v3/∂v2 = 2 · v2");
  assert.equal(inNames("∂z/∂X: g · Yᵀ", ["x", "y"], ["data", "W"], "v1"), "∂v1/∂data: g · Wᵀ");
  assert.equal(inNames("x · y", ["x", "y"], ["2", "−3"], ""), "2 · (−3)");
  assert.equal(inNames("join(…)", ["xs"], ["a", "b", "c"], ""), "join(a, b, c)");
});

test("numbers that are not finite are written and not hidden", () => {
  assert.deepEqual([NaN, Infinity, -Infinity, 6, 0.333333].map(short), ["nan", "∞", "−∞", "6", "0.3333"]);
  assert.equal(shortArray(Float64Array.of(1, NaN, -2, 0), [2, 2]), "2×2: −2 … 1, 1 not finite");
});

test("of a large array a part at even distances is shown", () => {
  const values = Float64Array.from({ length: 48 * 2 }, (_, i) => i);
  assert.deepEqual(table([48, 2]), { rows: 48, columns: 2, height: 24, width: 2 });
  assert.deepEqual([...part(values, [48, 2])].slice(0, 4), [0, 1, 4, 5]);
  assert.equal(part(values, [2, 48]).length, 48);
});
