// The hill: a surface in three dimensions, painted on a canvas without any graphics card, from the farthest patch to the
// nearest, so that what lies in front covers what lies behind. Paths and the ball are painted with the patch they lie on.
//
// The ground is a square from -½ to ½ in both directions; heights go from 0 to HEIGHT. `yaw` turns the square, `pitch` is
// how far from above one looks: 90° is straight down.

import { sharpen } from "./axes.js";
import { heightColours } from "./colourscale.js";
import { aside, paintMark } from "./marks.js";
import { plain, ticks } from "./numbers.js";
import { along, shareOf } from "./surface.js";

const HEIGHT = 0.62;
const DOTS = 400; // of the screen to the ground's side, about: how long the parts of a dashed line are there
const LIFT = 0.012; // paths and the ball lie this much above the ground, or they would sink into it

/** canvas: where to paint. surface: as makeSurface made it. Returns {resize(width), draw(scene, colours), pick(px, py), camera}. */
export function makeHill(canvas, surface) {
  const pen = canvas.getContext("2d");
  const camera = { yaw: -0.75, pitch: 0.68, zoom: 1 };
  let width = 0;
  let height = 0;
  let view = null;

  function resize(space) {
    width = Math.max(260, Math.min(640, space));
    height = Math.round(width * 0.78);
    sharpen(canvas, width, height);
  }

  /** From the ground and a height to pixels. */
  function look() {
    const [sin, cos] = [Math.sin(camera.yaw), Math.cos(camera.yaw)];
    const [up, down] = [Math.cos(camera.pitch), Math.sin(camera.pitch)];
    const size = camera.zoom * Math.min(width * 0.58, height * 0.76);
    const [cx, cy] = [width / 2, height * 0.49 + (HEIGHT / 2) * up * size * 0.62];
    view = {
      sin,
      cos,
      x: (u, v) => cx + size * (u * cos - v * sin),
      y: (u, v, h) => cy + size * ((u * sin + v * cos) * down - h * up),
    };
  }

  /**
   * scene: {ball: [a, b, error], path: [[a, b, error], …], others: [{path, colour, dash, ball, mark, word}], arrow: [da, db],
   * mark} in the knobs' own numbers; all may be missing. `arrow` points where the ball would roll, in shares of the ranges;
   * `dash` are lengths of line and gap in turn, `mark` a letter on a ball, `word` stands beside it. Returns where the ball is.
   */
  function draw(scene, colours) {
    look();
    pen.clearRect(0, 0, width, height);
    paintFrame(pen, surface, view, colours);
    const { lying, above } = layDown(surface, scene, colours);
    paintPatches(pen, surface, view, heightColours(colours, surface.depth), colours, lying);
    for (const paint of above) paint(pen, view);
    paintNames(pen, surface, view, colours);
    return scene.ball && placeOf(scene.ball);
  }

  /** Where on the canvas a point of the hill is painted. */
  function placeOf([a, b, error]) {
    const [u, v, h] = [shareOf(surface.first, a) - 0.5, shareOf(surface.second, b) - 0.5, HEIGHT * surface.share(error) + LIFT];
    return [view.x(u, v), view.y(u, v, h) - 7];
  }

  /** The two knobs' values under a pixel: those of the point of the hill that is painted nearest to it. */
  function pick(px, py) {
    const { n, shares } = surface;
    let best = Infinity;
    let found = null;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [u, v, h] = [j / (n - 1) - 0.5, i / (n - 1) - 0.5, HEIGHT * (shares[i * n + j] || 0)];
        const distance = Math.hypot(view.x(u, v) - px, view.y(u, v, h) - py) - 0.002 * (u * view.sin + v * view.cos);
        if (distance < best) [best, found] = [distance, [along(surface.first, j / (n - 1)), along(surface.second, i / (n - 1))]];
      }
    }
    return found;
  }

  return { resize, draw, pick, camera };
}

/** What lies on the hill: `lying`, functions that paint it, by the patch on which it lies, and `above`, those that no patch may hide. */
function layDown(surface, scene, colours) {
  const lying = new Map();
  const above = [];
  const taken = [];
  const cells = surface.n - 1;
  const put = (a, b, paint) => {
    const cell = (share) => Math.min(cells - 1, Math.max(0, Math.floor(share * cells)));
    const key = cell(b) * cells + cell(a);
    lying.set(key, [...(lying.get(key) ?? []), paint]);
  };
  const point = ([a, b, error]) => [shareOf(surface.first, a), shareOf(surface.second, b), surface.share(error)];
  const inside = ([a, b]) => a >= 0 && a <= 1 && b >= 0 && b <= 1;

  const route = (path, colour, dash, width) => {
    const isGap = gaps(dash);
    for (let k = 0; k + 1 < path.length; k++) {
      const [from, to] = [point(path[k]), point(path[k + 1])];
      if (!inside(from) || !inside(to) || ![from, to].flat().every(Number.isFinite)) continue;
      // A long step crosses many patches: it is laid down in pieces, each on the ground beneath it.
      const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
      const pieces = Math.max(1, Math.ceil(far * cells * (dash?.length ? 2 : 1)));
      for (let p = 0; p < pieces; p++) {
        const at = (q) => from.map((c, i) => c + ((to[i] - c) * q) / pieces);
        const ground = (q) => {
          const [a, b] = at(q);
          return [a, b, q === 0 || q === pieces || !surface.heightAt ? at(q)[2] : surface.share(surface.heightAt(along(surface.first, a), along(surface.second, b)))];
        };
        const [s, e] = [ground(p), ground(p + 1)];
        if (isGap((far / pieces) * DOTS)) continue;
        put((s[0] + e[0]) / 2, (s[1] + e[1]) / 2, (pen, view) => {
          pen.strokeStyle = colour;
          pen.lineWidth = width;
          pen.lineCap = "round";
          pen.beginPath();
          pen.moveTo(view.x(s[0] - 0.5, s[1] - 0.5), view.y(s[0] - 0.5, s[1] - 0.5, HEIGHT * s[2] + LIFT));
          pen.lineTo(view.x(e[0] - 0.5, e[1] - 0.5), view.y(e[0] - 0.5, e[1] - 0.5, HEIGHT * e[2] + LIFT));
          pen.stroke();
        });
      }
    }
  };
  for (const [x1, y1, x2, y2] of surface.finish ?? []) {
    put((x1 + x2) / 2, (y1 + y2) / 2, (pen, view) => {
      const h = HEIGHT * surface.share(surface.finishHeight) + LIFT;
      pen.strokeStyle = colours.text;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.moveTo(view.x(x1 - 0.5, y1 - 0.5), view.y(x1 - 0.5, y1 - 0.5, h));
      pen.lineTo(view.x(x2 - 0.5, y2 - 0.5), view.y(x2 - 0.5, y2 - 0.5, h));
      pen.stroke();
    });
  }
  for (const other of scene.others ?? []) route(other.path, other.colour, other.dash, 2.5);
  if (scene.path) route(scene.path, colours.text, false, 2.5);
  const balls = (scene.others ?? []).map(({ ball, colour, mark, word }) => ({ at: ball, colour, mark, word }));
  const { arrow, mark } = scene;
  for (const ball of [{ at: scene.ball, colour: mark ? colours.text : colours.slope, arrow, mark }, ...balls]) {
    if (!ball.at) continue;
    const [a, b, h] = point(ball.at);
    if (!inside([a, b]) || !Number.isFinite(h)) continue;
    const paint = (pen, view) => paintBall(pen, view, [a - 0.5, b - 0.5, HEIGHT * h + LIFT], ball, colours, taken);
    if (ball.word) above.push(paint);
    else put(a, b, paint);
  }
  return { lying, above };
}

/** Walking along a dashed line: a function that is told how far one goes on and says whether that piece is a gap. */
function gaps(dash) {
  if (!dash?.length) return () => false;
  const round = dash.reduce((sum, part) => sum + part, 0);
  let walked = 0;
  return (by) => {
    let at = walked % round;
    walked += by;
    let part = 0;
    while (at >= dash[part]) at -= dash[part++];
    return part % 2 === 1;
  };
}

function paintBall(pen, view, [u, v, h], { colour, arrow, mark, word }, colours, taken) {
  const [x, y] = [view.x(u, v), view.y(u, v, h)];
  if (arrow && Math.hypot(...arrow) > 1e-6) {
    const [dx, dy] = [view.x(u + arrow[0], v + arrow[1]) - x, view.y(u + arrow[0], v + arrow[1], h) - y];
    const long = Math.hypot(dx, dy) || 1;
    pen.strokeStyle = pen.fillStyle = colours.slope;
    pen.lineWidth = 3;
    pen.beginPath();
    pen.moveTo(x, y - 7);
    pen.lineTo(x + dx, y + dy - 7);
    pen.stroke();
    const [ex, ey] = [dx / long, dy / long];
    pen.beginPath();
    pen.moveTo(x + dx + ex * 9, y + dy + ey * 9 - 7);
    pen.lineTo(x + dx - ey * 5, y + dy + ex * 5 - 7);
    pen.lineTo(x + dx + ey * 5, y + dy - ex * 5 - 7);
    pen.fill();
  }
  paintMark(pen, x, word ? aside(taken, x, y - 7) : y - 7, { colour, mark, word, leftwards: u * view.cos - v * view.sin > 0 }, colours);
}

/** The patches from the farthest to the nearest, each with its contour lines and what lies on it. */
function paintPatches(pen, surface, view, colourOf, colours, lying) {
  const { n, shares, pieces } = surface;
  const step = 1 / (n - 1);
  const rows = Array.from({ length: n - 1 }, (_, k) => (view.cos > 0 ? k : n - 2 - k));
  const columns = Array.from({ length: n - 1 }, (_, k) => (view.sin > 0 ? k : n - 2 - k));
  pen.lineJoin = "round";
  for (const i of rows) {
    for (const j of columns) {
      const [a, b, c, d] = [shares[i * n + j], shares[i * n + j + 1], shares[(i + 1) * n + j + 1], shares[(i + 1) * n + j]];
      const mean = (a + b + c + d) / 4;
      if (Number.isNaN(mean)) continue; // a hole: no error is defined there
      const [u, v] = [j * step - 0.5, i * step - 0.5];
      const light = 1 - Math.min(1, Math.max(0, 0.5 + ((b + c - a - d) * 0.6 + (c + d - a - b) * 0.35) / (step * 8)));
      pen.fillStyle = pen.strokeStyle = colourOf(mean, light);
      pen.lineWidth = 0.8; // the seam between two patches is painted over
      pen.beginPath();
      pen.moveTo(view.x(u, v), view.y(u, v, HEIGHT * a));
      pen.lineTo(view.x(u + step, v), view.y(u + step, v, HEIGHT * b));
      pen.lineTo(view.x(u + step, v + step), view.y(u + step, v + step, HEIGHT * c));
      pen.lineTo(view.x(u, v + step), view.y(u, v + step, HEIGHT * d));
      pen.closePath();
      pen.fill();
      pen.stroke();
      const lines = pieces[i * (n - 1) + j];
      if (lines.length) {
        pen.strokeStyle = colours.muted;
        pen.lineWidth = 0.7;
        pen.beginPath();
        for (const [x1, y1, x2, y2, level] of lines) {
          pen.moveTo(view.x(x1 * step - 0.5, y1 * step - 0.5), view.y(x1 * step - 0.5, y1 * step - 0.5, HEIGHT * level));
          pen.lineTo(view.x(x2 * step - 0.5, y2 * step - 0.5), view.y(x2 * step - 0.5, y2 * step - 0.5, HEIGHT * level));
        }
        pen.stroke();
      }
      for (const paint of lying.get(i * (n - 1) + j) ?? []) paint(pen, view);
    }
  }
}

/** The floor with its contour lines, and the two walls at the back. */
function paintFrame(pen, surface, view, colours) {
  const [bu, bv] = [view.sin > 0 ? -0.5 : 0.5, view.cos > 0 ? -0.5 : 0.5]; // the corner farthest away
  const line = (u1, v1, h1, u2, v2, h2) => {
    pen.moveTo(view.x(u1, v1), view.y(u1, v1, h1));
    pen.lineTo(view.x(u2, v2), view.y(u2, v2, h2));
  };
  pen.strokeStyle = colours.grid;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const t of heightTicks(surface)) {
    const h = HEIGHT * surface.share(t);
    line(bu, -0.5, h, bu, 0.5, h);
    line(-0.5, bv, h, 0.5, bv, h);
  }
  for (const [knob, across] of [[surface.first, true], [surface.second, false]]) {
    for (const t of ticks(knob.low, knob.high, 6)) {
      const s = shareOf(knob, t) - 0.5;
      if (across) line(s, -0.5, 0, s, 0.5, 0);
      else line(-0.5, s, 0, 0.5, s, 0);
    }
  }
  line(bu, bv, 0, bu, bv, HEIGHT);
  pen.stroke();
}

/** Round heights for the upright axis: powers of ten where heights are drawn as logarithms. */
function heightTicks({ scale, low, high }) {
  if (scale !== "log" || high - low < 10) return ticks(low, high, 5);
  const powers = Array.from({ length: 1 + Math.floor(Math.log10(high - low)) }, (_, k) => 10 ** k);
  return [Math.round(low), ...powers.filter((power) => power > low + 0.5 && power < high)];
}

/** Numbers and names along the near edges of the floor, and the error's along one upright edge. */
function paintNames(pen, surface, view, colours) {
  const [nu, nv] = [view.sin > 0 ? 0.5 : -0.5, view.cos > 0 ? 0.5 : -0.5]; // the nearest corner
  const away = 0.07;
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "center";
  const write = (words, u, v, h, colour, bold) => {
    pen.font = bold ? "bold 15px system-ui, sans-serif" : "12px system-ui, sans-serif";
    pen.fillStyle = colour;
    pen.fillText(words, view.x(u, v), view.y(u, v, h) + 4);
  };
  for (const t of ticks(surface.first.low, surface.first.high, 6)) {
    write(plain(t), shareOf(surface.first, t) - 0.5, nv + Math.sign(nv) * away, 0, colours.muted);
  }
  for (const t of ticks(surface.second.low, surface.second.high, 6)) {
    write(plain(t), nu + Math.sign(nu) * away, shareOf(surface.second, t) - 0.5, 0, colours.muted);
  }
  write(surface.first.name, 0, nv + Math.sign(nv) * away * 2.3, 0, colours[surface.first.name] ?? colours.text, true);
  write(surface.second.name, nu + Math.sign(nu) * away * 2.3, 0, 0, colours[surface.second.name] ?? colours.text, true);
  // The upright axis stands at the side corner that is farther left.
  const corners = [[nu, -nv], [-nu, nv]];
  const [u, v] = view.x(...corners[0]) < view.x(...corners[1]) ? corners[0] : corners[1];
  pen.textAlign = "right";
  for (const t of heightTicks(surface)) {
    pen.font = "12px system-ui, sans-serif";
    pen.fillStyle = colours.muted;
    pen.fillText(plain(t), view.x(u, v) - 8, view.y(u, v, HEIGHT * surface.share(t)) + 4);
  }
  pen.font = "bold 14px system-ui, sans-serif";
  pen.fillStyle = colours.error;
  pen.fillText("error", view.x(u, v) - 2, view.y(u, v, HEIGHT) - 12);
}
