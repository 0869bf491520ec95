// The ground of a fine hill, painted by WebGL: above 60 × 60 patches a canvas painter falls behind the hand that turns it.
// Only the patches and their contour lines are painted here, on a sheet of their own that the hill lays into its picture.

import { heightColours, lightOn } from "./colourscale.js";

const VERTEX = `
  attribute vec3 at;        // across, up and height
  attribute vec3 colour;
  uniform vec2 turn;        // sine and cosine of the yaw
  uniform vec2 tilt;        // sine and cosine of the pitch
  uniform vec4 place;       // the middle and the size of the picture, in its own width and height
  uniform float lift;       // lines lie a little above the patches
  varying vec3 shade;
  void main() {
    float across = at.x * turn.y - at.y * turn.x;
    float near = at.x * turn.x + at.y * turn.y;
    vec2 flat_ = vec2(across, near * tilt.x - at.z * tilt.y);
    float depth = near * tilt.y + at.z * tilt.x + lift;
    gl_Position = vec4(place.x + place.z * flat_.x, place.y - place.w * flat_.y, -depth * 0.5, 1.0);
    shade = colour;
  }`;
const FRAGMENT = `
  precision mediump float;
  varying vec3 shade;
  void main() { gl_FragColor = vec4(shade, 1.0); }`;

/** Returns {paint(view, palette, width, height)} that gives a canvas with the ground on it, or null where there is no WebGL. */
export function makeGround(surface, tall) {
  const sheet = document.createElement("canvas");
  const gl = sheet.getContext("webgl2", { antialias: false });
  if (!gl) return null;
  const program = link(gl);
  gl.useProgram(program);
  gl.enable(gl.DEPTH_TEST);
  const uniform = Object.fromEntries(["turn", "tilt", "place", "lift"].map((name) => [name, gl.getUniformLocation(program, name)]));
  const patches = fill(gl, program, cornerPoints(surface, tall), trianglesOf(surface));
  const lines = fill(gl, program, linePoints(surface, tall));
  let painted = null;

  function colour(palette) {
    const colourOf = heightColours(palette);
    patches.colour(cornerColours(surface, colourOf));
    lines.colour(Float32Array.from({ length: lines.count * 3 }, (_, k) => parts(palette.muted)[k % 3]));
    painted = palette;
  }

  function paint(view, palette, width, height) {
    const ratio = window.devicePixelRatio || 1;
    if (sheet.width !== width * ratio || sheet.height !== height * ratio) [sheet.width, sheet.height] = [width * ratio, height * ratio];
    if (painted !== palette) colour(palette);
    gl.viewport(0, 0, sheet.width, sheet.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.uniform2f(uniform.turn, view.sin, view.cos);
    gl.uniform2f(uniform.tilt, view.down, view.up);
    gl.uniform4f(uniform.place, (2 * view.cx) / width - 1, 1 - (2 * view.cy) / height, (2 * view.size) / width, (2 * view.size) / height);
    gl.uniform1f(uniform.lift, 0);
    patches.draw(gl.TRIANGLES);
    gl.uniform1f(uniform.lift, 0.006);
    lines.draw(gl.LINES);
    return sheet;
  }
  return { paint, end: () => gl.getExtension("WEBGL_lose_context")?.loseContext() };
}

function link(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}

/** Points that stay, with colours that may change; corners: which of them are drawn, in which order, where it is not theirs. */
function fill(gl, program, points, corners = null) {
  const [at, colour] = [gl.createBuffer(), gl.createBuffer()];
  const send = (buffer, numbers) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, numbers, gl.STATIC_DRAW);
  };
  const use = (buffer, name) => {
    const place = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 0, 0);
  };
  send(at, points);
  const count = points.length / 3;
  const order = gl.createBuffer();
  if (corners) {
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, corners, gl.STATIC_DRAW);
  }
  return {
    count,
    colour: (numbers) => send(colour, numbers),
    draw(mode) {
      use(at, "at");
      use(colour, "colour");
      if (!corners) return gl.drawArrays(mode, 0, count);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order);
      gl.drawElements(mode, corners.length, gl.UNSIGNED_INT, 0);
    },
  };
}

/** All points of the grid; each is computed once in a picture, though up to six triangles meet there. */
const cornerPoints = ({ n, shares }, tall) =>
  Float32Array.from({ length: 3 * n * n }, (_, k) => {
    const point = Math.floor(k / 3);
    return [(point % n) / (n - 1) - 0.5, Math.floor(point / n) / (n - 1) - 0.5, tall * (shares[point] || 0)][k % 3];
  });

/** Two triangles for each patch that has a height. */
function trianglesOf({ n, shares }) {
  const corners = [];
  for (let i = 0; i < n - 1; i++) {
    for (let j = 0; j < n - 1; j++) {
      const k = i * n + j;
      if (!Number.isNaN(shares[k] + shares[k + 1] + shares[k + n] + shares[k + n + 1])) corners.push(k, k + 1, k + n, k + n, k + 1, k + n + 1);
    }
  }
  return new Uint32Array(corners);
}

/** The colour of each point: that of its height, turned to the light as the patch that begins there. */
function cornerColours({ n, shares }, colourOf) {
  const colours = new Float32Array(3 * n * n);
  for (let k = 0; k < n * n; k++) {
    const first = Math.min(Math.floor(k / n), n - 2) * n + Math.min(k % n, n - 2);
    const light = lightOn(shares[first], shares[first + 1], shares[first + n], shares[first + n + 1], n);
    if (!Number.isNaN(shares[k])) colours.set(parts(colourOf(shares[k], Number.isNaN(light) ? 0.5 : light)), 3 * k);
  }
  return colours;
}

function linePoints({ n, allPieces }, tall) {
  const points = [];
  for (const [x1, y1, x2, y2, level] of allPieces) {
    points.push(x1 / (n - 1) - 0.5, y1 / (n - 1) - 0.5, tall * level, x2 / (n - 1) - 0.5, y2 / (n - 1) - 0.5, tall * level);
  }
  return new Float32Array(points);
}

/** The red, green and blue of a CSS colour, from 0 to 1. */
function parts(css) {
  const numbers = css.startsWith("#") ? [1, 3, 5].map((k) => parseInt(css.slice(k, k + 2), 16)) : css.match(/\d+/g).map(Number);
  return numbers.map((c) => c / 255);
}
