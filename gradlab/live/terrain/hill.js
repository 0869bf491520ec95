// The hill: a surface in three dimensions, painted on a canvas without any graphics card, from the farthest patch to the
// nearest, so that what lies in front covers what lies behind. Paths and the ball are painted with the patch they lie on.
//
// The ground is a square from -½ to ½ in both directions; heights go from 0 to HEIGHT. `yaw` turns the square, `pitch` is
// how far from above one looks: 90° is straight down.

import { sharpen } from "../kit/axes.js";
import { heightColours, lightOn } from "./colourscale.js";
import { aside, paintMark } from "../kit/discs.js";
import { clamp, plain, ticks } from "../kit/numbers.js";
import { along, shareOf } from "./surface.js";

const HEIGHT = 0.58;
const FLOOR = -0.16; // the map on the floor lies this far below the hill, so that both are seen
const FINEST_BY_CANVAS = 55; // points along a side; above, `makeGround` paints the ground
const DOTS = 400; // of the screen to the ground's side, about: how long the parts of a dashed line are there
const DASHED = [14, 10];
const LIFT = 0.012; // paths and the ball lie this much above the ground, or they would sink into it

/** canvas: where to paint. surface: as makeSurface made it. makeGround: of rasterizer.js, for fine hills. Returns {resize(width), draw(scene, colours), pick(px, py), camera}. */
export function makeHill(canvas, surface, makeGround = null) {
  const pen = canvas.getContext("2d");
  const camera = { yaw: -0.75, pitch: 0.68, zoom: 1 };
  let width = 0;
  let height = 0;
  let view = null;
  const shades = shadesOf(surface);
  const ground = surface.n > FINEST_BY_CANVAS ? makeGround?.(surface, HEIGHT, FLOOR) : null;

  function resize(space) {
    width = clamp(space, 260, 640);
    height = Math.round(width * 0.78);
    sharpen(canvas, width, height);
  }

  /** From the ground and a height to pixels. */
  function look() {
    const [sin, cos] = [Math.sin(camera.yaw), Math.cos(camera.yaw)];
    const [up, down] = [Math.cos(camera.pitch), Math.sin(camera.pitch)];
    const size = camera.zoom * Math.min(width * 0.56, height * 0.63); // a peak at the back corner still fits
    const [cx, cy] = [width / 2, height * 0.48 + (HEIGHT / 2) * up * size * 0.62];
    view = {
      ...{ sin, cos, up, down, size, cx, cy },
      x: (u, v) => cx + size * (u * cos - v * sin),
      y: (u, v, h) => cy + size * ((u * sin + v * cos) * down - h * up),
    };
  }

  /**
   * scene: {ball: [a, b, error], path: [[a, b, error], …], dots: whether each point of the path gets one, others: [{path,
   * colour, dash, dots, ball, mark, word}], arrow: [da, db], mark} in the knobs' own numbers; all may be missing. `arrow` points
   * where the ball would roll, in shares of the ranges; `dash` is true, or lengths of line and gap in turn; `mark` a letter on
   * a ball, `word` stands beside it. Returns where the ball is painted.
   */
  function draw(scene, colours) {
    look();
    pen.clearRect(0, 0, width, height);
    paintFrame(pen, surface, view, colours, ground ? [] : surface.allPieces);
    const { lying, above } = layDown(surface, scene, colours);
    if (ground) {
      pen.drawImage(ground(view, colours, shades(colours), width, height), 0, 0, width, height);
      for (const paints of lying.values()) for (const paint of paints) paint(pen, view);
    } else paintPatches(pen, surface, view, shades(colours), colours, lying);
    for (const paint of above) paint(pen, view);
    if (scene.ball && scene.arrow) paintArrow(pen, view, standing(scene.ball), scene.arrow, colours); // over all patches: it must be seen
    paintNames(pen, surface, view, colours);
    return scene.ball && placeOf(scene.ball);
  }

  const standing = ([a, b, error]) => [shareOf(surface.first, a) - 0.5, shareOf(surface.second, b) - 0.5, HEIGHT * surface.share(error) + LIFT];
  /** Where on the canvas a point of the hill is painted. */
  function placeOf(point) {
    const [u, v, h] = standing(point);
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
    const cell = (share) => clamp(Math.floor(share * cells), 0, cells - 1);
    const key = cell(b) * cells + cell(a);
    lying.set(key, [...(lying.get(key) ?? []), paint]);
  };
  const point = ([a, b, error]) => [shareOf(surface.first, a), shareOf(surface.second, b), surface.share(error)];
  const inside = ([a, b]) => a >= 0 && a <= 1 && b >= 0 && b <= 1;

  const route = ({ path, colour, dash, dots }) => {
    const lengths = dash === true ? DASHED : dash;
    const isGap = gaps(lengths);
    for (const [a, b, h] of dots ? path.map(point).filter(inside) : []) {
      put(a, b, (pen, view) => paintDot(pen, view, [a - 0.5, b - 0.5, HEIGHT * h + LIFT], colour));
    }
    for (let k = 0; k + 1 < path.length; k++) {
      const ends = [point(path[k]), point(path[k + 1])];
      if (!ends.some(inside)) continue; // a step high above the hill, from one side of it to the other
      const [from, to] = ends.every(inside) ? ends : cutOff(...ends, surface);
      if (!from || ![from, to].flat().every(Number.isFinite)) continue;
      // A long step crosses many patches: it is laid down in pieces, each on the ground beneath it.
      const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
      const pieces = Math.max(1, Math.ceil(far * cells * (lengths?.length ? 2 : 1)));
      for (let p = 0; p < pieces; p++) {
        const at = (q) => from.map((c, i) => c + ((to[i] - c) * q) / pieces);
        const ground = (q) => {
          const [a, b] = at(q);
          return [a, b, q === 0 || q === pieces ? at(q)[2] : surface.shareAt(a, b)];
        };
        const [s, e] = [ground(p), ground(p + 1)];
        if (isGap((far / pieces) * DOTS)) continue;
        put((s[0] + e[0]) / 2, (s[1] + e[1]) / 2, (pen, view) => {
          pen.strokeStyle = colour;
          pen.lineWidth = 2.5;
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
  for (const other of scene.others ?? []) route(other);
  if (scene.path) route({ path: scene.path, colour: colours.text, dots: scene.dots });
  const balls = (scene.others ?? []).map(({ ball, colour, mark, word }) => ({ at: ball, colour, mark, word }));
  const { mark } = scene;
  for (const ball of [{ at: scene.ball, colour: mark ? colours.text : colours.slope, mark }, ...balls]) {
    if (!ball.at) continue;
    const [a, b, h] = point(ball.at);
    if (!inside([a, b]) || !Number.isFinite(h)) continue;
    const paint = (pen, view) => paintBall(pen, view, [a - 0.5, b - 0.5, HEIGHT * h + LIFT], ball, colours, taken);
    if (ball.word) above.push(paint);
    else put(a, b, paint);
  }
  return { lying, above };
}

/** The part of a way that lies above the ground, from share to share of the ranges; empty where none of it does. */
function cutOff(from, to, surface) {
  let [enter, leave] = [0, 1];
  for (const i of [0, 1]) {
    const edges = [0, 1].map((edge) => (edge - from[i]) / (to[i] - from[i])).sort((a, b) => a - b);
    if (to[i] === from[i]) continue;
    [enter, leave] = [Math.max(enter, edges[0]), Math.min(leave, edges[1])];
  }
  if (!(enter < leave)) return [];
  return [enter, leave].map((part) => {
    if (part === 0) return from;
    if (part === 1) return to;
    const [a, b] = [0, 1].map((i) => clamp(from[i] + part * (to[i] - from[i]), 0, 1));
    return [a, b, surface.shareAt(a, b)];
  });
}

function paintDot(pen, view, [u, v, h], colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(view.x(u, v), view.y(u, v, h), 3.5, 0, 2 * Math.PI);
  pen.fill();
}

/** From the ball's edge along the ground. */
function paintArrow(pen, view, [u, v, h], [du, dv], colours) {
  const [x, y] = [view.x(u, v), view.y(u, v, h) - 7];
  const [dx, dy] = [view.x(u + du, v + dv) - view.x(u, v), view.y(u + du, v + dv, h) - view.y(u, v, h)];
  const long = Math.hypot(dx, dy);
  if (!(long > 1)) return;
  const [ex, ey] = [dx / long, dy / long];
  pen.strokeStyle = pen.fillStyle = colours.slope;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(x + 9 * ex, y + 9 * ey);
  pen.lineTo(x + dx, y + dy);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x + dx + ex * 9, y + dy + ey * 9);
  pen.lineTo(x + dx - ey * 5, y + dy + ex * 5);
  pen.lineTo(x + dx + ey * 5, y + dy - ex * 5);
  pen.fill();
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

function paintBall(pen, view, [u, v, h], { colour, mark, word }, colours, taken) {
  const [x, y] = [view.x(u, v), view.y(u, v, h) - 7];
  paintMark(pen, x, word ? aside(taken, x, y) : y, { colour, mark, word, leftwards: u * view.cos - v * view.sin > 0 }, colours);
}

/**
 * The patches from the farthest to the nearest, row by row, each row with its contour lines and what lies on it.
 *
 * A patch reaches a little under those that are painted after it, so that no seam shines through between them; stroking
 * every edge instead would take twice as long. Neighbours of one shade are filled together.
 */
function paintPatches(pen, surface, view, shades, colours, lying) {
  const { n, shares, pieces } = surface;
  const step = 1 / (n - 1);
  const [forward, rightward] = [view.cos > 0, view.sin > 0];
  const [x, y] = [new Float32Array(n * n), new Float32Array(n * n)];
  for (let i = 0, k = 0; i < n; i++) {
    for (let j = 0; j < n; j++, k++) {
      x[k] = view.x(j * step - 0.5, i * step - 0.5);
      y[k] = view.y(j * step - 0.5, i * step - 0.5, HEIGHT * shares[k]);
    }
  }
  const [acrossX, acrossY] = under(view.x(1, 0) - view.x(0, 0), view.y(1, 0, 0) - view.y(0, 0, 0));
  const [upX, upY] = under(view.x(0, 1) - view.x(0, 0), view.y(0, 1, 0) - view.y(0, 0, 0));
  for (let r = 0; r < n - 1; r++) {
    const i = forward ? r : n - 2 - r;
    let shade = null;
    const near = forward ? n : 0; // from a patch's first corner to its two corners on the near side of the row
    for (let c = 0; c < n - 1; c++) {
      const j = rightward ? c : n - 2 - c;
      const k = i * n + j;
      if (!shades[k]) continue; // a hole: no error is defined there
      if (shades[k] !== shade) {
        if (shade) pen.fill();
        pen.fillStyle = shade = shades[k];
        pen.beginPath();
      }
      const far = n - near;
      const [p, q] = rightward ? [k, k + 1] : [k + 1, k]; // the side painted before, the side painted next
      const [sx, sy] = rightward ? [acrossX, acrossY] : [-acrossX, -acrossY];
      const [tx, ty] = forward ? [upX, upY] : [-upX, -upY];
      pen.moveTo(x[p + far], y[p + far]);
      pen.lineTo(x[q + far] + sx, y[q + far] + sy);
      pen.lineTo(x[q + near] + sx + tx, y[q + near] + sy + ty);
      pen.lineTo(x[p + near] + tx, y[p + near] + ty);
    }
    if (shade) pen.fill();
    paintLines(pen, pieces, i, n, view, colours);
    for (let j = 0; j < n - 1; j++) for (const paint of lying.get(i * (n - 1) + j) ?? []) paint(pen, view);
  }
}

/** The colour of every patch, by its first corner, made once for a palette: null where it has no height. */
function shadesOf({ n, shares, depth }) {
  let made = null;
  let madeFor = null;
  return (colours) => {
    if (madeFor === colours) return made;
    const colourOf = heightColours(colours, depth);
    madeFor = colours;
    made = Array.from(shares, (a, k) => {
      const b = shares[k + 1];
      const d = shares[k + n];
      const e = shares[k + n + 1];
      const mean = (a + b + d + e) / 4;
      return Number.isNaN(mean) ? null : colourOf(mean, lightOn(a, b, d, e, n));
    });
    return made;
  };
}

/** Half a dot in a direction on the canvas. */
function under(dx, dy) {
  const long = Math.hypot(dx, dy) || 1;
  return [(0.5 * dx) / long, (0.5 * dy) / long];
}

/** The contour lines of one row of patches, in one stroke. */
function paintLines(pen, pieces, i, n, view, colours) {
  const step = 1 / (n - 1);
  pen.strokeStyle = colours.muted;
  pen.lineWidth = 0.7;
  pen.beginPath();
  for (let j = 0; j < n - 1; j++) {
    for (const [x1, y1, x2, y2, level] of pieces[i * (n - 1) + j]) {
      pen.moveTo(view.x(x1 * step - 0.5, y1 * step - 0.5), view.y(x1 * step - 0.5, y1 * step - 0.5, HEIGHT * level));
      pen.lineTo(view.x(x2 * step - 0.5, y2 * step - 0.5), view.y(x2 * step - 0.5, y2 * step - 0.5, HEIGHT * level));
    }
  }
  pen.stroke();
}

/** The floor with its contour lines, and the two walls at the back. */
function paintFrame(pen, surface, view, colours, pieces) {
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
      if (across) line(s, -0.5, FLOOR, s, 0.5, FLOOR);
      else line(-0.5, s, FLOOR, 0.5, s, FLOOR);
    }
  }
  line(bu, bv, FLOOR, bu, bv, HEIGHT);
  pen.stroke();
  pen.strokeStyle = colours.error;
  pen.globalAlpha = 0.45;
  pen.beginPath();
  const step = 1 / (surface.n - 1);
  for (const [x1, y1, x2, y2] of pieces) line(x1 * step - 0.5, y1 * step - 0.5, FLOOR, x2 * step - 0.5, y2 * step - 0.5, FLOOR);
  pen.stroke();
  pen.globalAlpha = 1;
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
    write(plain(t), shareOf(surface.first, t) - 0.5, nv + Math.sign(nv) * away, FLOOR, colours.muted);
  }
  for (const t of ticks(surface.second.low, surface.second.high, 6)) {
    write(plain(t), nu + Math.sign(nu) * away, shareOf(surface.second, t) - 0.5, FLOOR, colours.muted);
  }
  write(surface.first.name, 0, nv + Math.sign(nv) * away * 2.3, FLOOR, colours[surface.first.name] ?? colours.text, true);
  write(surface.second.name, nu + Math.sign(nu) * away * 2.3, 0, FLOOR, colours[surface.second.name] ?? colours.text, true);
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
