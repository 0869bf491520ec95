// The ground of a fine hill, painted dot by dot: no seams between the patches, holes stay holes, what is near hides what is far.

import assert from "node:assert/strict";
import test from "node:test";

import { makeGround } from "../../gradlab/live/terrain/rasterizer.js";
import { surfaceFrom } from "../../gradlab/live/terrain/surface.js";

const COLOURS = { error: "#ff0000", muted: "#000000" };
const SIDE = 11;
const KNOB = { low: 0, high: 1, name: "W" };

/** The image, 100 × 100 dots, of a ground of these heights in these shades; pitch: π/2 is straight down. */
function painted(heightAt, shadeAt, { yaw = 0.3, pitch = 1.2 } = {}) {
  let image = null;
  const pen = {
    createImageData: (width, height) => (image = { width, height, data: new Uint8ClampedArray(4 * width * height) }),
    putImageData() {},
  };
  globalThis.window = { devicePixelRatio: 1 };
  globalThis.document = { createElement: () => ({ getContext: () => pen }) };
  const places = Array.from({ length: SIDE * SIDE }, (_, k) => [Math.floor(k / SIDE), k % SIDE]);
  const surface = surfaceFrom(Float64Array.from(places, ([i, j]) => heightAt(i, j)), SIDE, KNOB, KNOB, "linear");
  const bare = { ...surface, pieces: surface.pieces.map(() => []), allPieces: [] };
  const [sin, cos, down, up] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  const x = (u, v) => 50 + 60 * (u * cos - v * sin);
  const y = (u, v, h) => 50 + 60 * ((u * sin + v * cos) * down - h * up);
  const shades = places.map(([i, j]) => (Number.isNaN(heightAt(i, j)) ? null : shadeAt(i, j)));
  makeGround(bare, 0.5, -0.1)({ sin, cos, up, down, x, y }, COLOURS, shades, 100, 100);
  return { x, y, at: (px, py) => [...image.data.slice(4 * (Math.floor(py) * 100 + Math.floor(px)), 4 * (Math.floor(py) * 100 + Math.floor(px)) + 4)] };
}

test("a level ground is painted without a gap, and nothing beside it", () => {
  const { x, y, at } = painted(() => 0, () => "rgb(10,20,30)");
  for (let u = -0.95; u <= 0.95; u += 0.01) {
    for (let v = -0.95; v <= 0.95; v += 0.01) {
      const far = Math.max(Math.abs(u), Math.abs(v));
      if (far < 0.47) assert.deepEqual(at(x(u, v), y(u, v, 0)), [10, 20, 30, 255]);
      if (far > 0.53 && far < 0.6) assert.equal(at(x(u, v), y(u, v, 0))[3], 0);
    }
  }
});

test("a patch without a height is a hole", () => {
  const { x, y, at } = painted((i, j) => (i === 5 && j === 5 ? NaN : 0), () => "#0a141e", { yaw: 0.01, pitch: Math.PI / 2 });
  assert.equal(at(x(0.05, 0.05), y(0.05, 0.05, 0))[3], 0);
  assert.equal(at(x(0.25, 0.25), y(0.25, 0.25, 0))[3], 255);
});

test("from every side a wall hides the ground behind it", () => {
  for (const yaw of [0.2, 1.8, 3.4, 5]) {
    // A wall along the line through the middle that lies across the line of sight, as high as the ground is half as long.
    const alongRows = Math.abs(Math.cos(yaw)) > Math.abs(Math.sin(yaw));
    const isWall = (i, j) => (alongRows ? i : j) === 5;
    const [wall, ground] = ["#00ff00", "#0000ff"];
    const shade = (i, j) => ([5, 4].includes(alongRows ? i : j) ? wall : ground);
    const { x, y, at } = painted((i, j) => (isWall(i, j) ? 1 : 0), shade, { yaw, pitch: 0.4 });
    const [u, v] = [-0.3 * Math.sin(yaw), -0.3 * Math.cos(yaw)]; // on the ground, straight behind the middle of the wall
    assert.deepEqual(at(x(u, v), y(u, v, 0)), [0, 255, 0, 255], `yaw ${yaw}`);
  }
});
