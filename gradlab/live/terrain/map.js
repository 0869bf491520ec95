// The map: the same surface from straight above, with lines of equal error; for those who rather read than turn.

import { makeAxes } from "../kit/axes.js";
import { heightColours } from "./colourscale.js";
import { aside, paintMark } from "../kit/discs.js";
import { along, shareOf } from "./surface.js";
import { clamp } from "../kit/numbers.js";

const EDGE = 12; // pixels

/** canvas: where to paint. surface: as makeSurface made it. Returns {resize(space), draw(scene, colours), pick(px, py)}. */
export function makeMap(canvas, surface) {
  const { first, second, n, shares, allPieces } = surface;
  const ranges = { left: first.low, right: first.high, bottom: second.low, top: second.high };
  const axes = makeAxes(canvas, ranges, { across: first.name, up: second.name });
  const { pen, px, py } = axes;
  const x = (step) => px(first.low + (step / (n - 1)) * (first.high - first.low));
  const y = (step) => py(second.low + (step / (n - 1)) * (second.high - second.low));

  function resize(space) {
    const width = clamp(space, 260, 560);
    axes.resize(width, Math.round(width * 0.86));
  }

  function paintGround(pen, colours) {
    const colourOf = heightColours(colours, surface.depth);
    for (let i = 0; i < n - 1; i++) {
      for (let j = 0; j < n - 1; j++) {
        const share = (shares[i * n + j] + shares[i * n + j + 1] + shares[(i + 1) * n + j] + shares[(i + 1) * n + j + 1]) / 4;
        if (Number.isNaN(share)) continue;
        pen.fillStyle = colourOf(share);
        pen.fillRect(x(j), y(i + 1), x(j + 1) - x(j) + 0.6, y(i) - y(i + 1) + 0.6);
      }
    }
    pen.strokeStyle = colours.muted;
    pen.lineWidth = 0.8;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of allPieces) {
      pen.moveTo(x(x1), y(y1));
      pen.lineTo(x(x2), y(y2));
    }
    pen.stroke();
    if (surface.finish) paintFinish(pen, colours);
  }

  function paintFinish(pen, colours) {
    pen.strokeStyle = colours.text;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of surface.finish) {
      pen.moveTo(px(along(first, x1)), py(along(second, y1)));
      pen.lineTo(px(along(first, x2)), py(along(second, y2)));
    }
    pen.stroke();
  }

  function route({ path, colour, dash, dots }, width = 2.5) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineJoin = "round"; // a sharp turn would end in a spike far beyond it
    pen.setLineDash(dash === true ? [7, 5] : dash || []);
    pen.beginPath();
    const inside = ([a, b]) => a >= first.low && a <= first.high && b >= second.low && b <= second.high;
    path.forEach((point, k) => {
      const seen = k > 0 && (inside(point) || inside(path[k - 1])); // not what passes over the map, from outside to outside
      pen[seen ? "lineTo" : "moveTo"](px(point[0]), py(point[1]));
    });
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = colour;
    pen.beginPath();
    for (const [a, b] of dots ? path : []) {
      pen.moveTo(px(a), py(b));
      pen.arc(px(a), py(b), 3.5, 0, 2 * Math.PI);
    }
    pen.fill();
  }

  function ball([a, b], colour, { mark, word }, colours, taken) {
    if (![shareOf(first, a), shareOf(second, b)].every((share) => share >= 0 && share <= 1)) return;
    // With a word it stands at the edge that it has left, and stays wholly inside.
    const inside = (at, one, other) => clamp(at, Math.min(one, other) + EDGE, Math.max(one, other) - EDGE);
    const [x, y] = word ? [inside(px(a), px(first.low), px(first.high)), inside(py(b), py(second.low), py(second.high))] : [px(a), py(b)];
    paintMark(pen, x, word ? aside(taken, x, y) : y, { colour, mark, word, leftwards: shareOf(first, a) > 0.5 }, colours);
  }

  /** scene: as the hill's. Returns where the ball is painted. */
  function draw(scene, colours) {
    axes.sheet(colours, (pen) => paintGround(pen, colours));
    axes.clip();
    for (const other of scene.others ?? []) {
      pen.globalAlpha = 0.5;
      route({ path: other.path, colour: colours.paper }, 4.5); // one path across another stays readable
      pen.globalAlpha = 1;
      route(other);
    }
    if (scene.path) route({ path: scene.path, colour: colours.text, dots: scene.dots });
    if (scene.ball && scene.arrow) paintArrow(scene.ball, scene.arrow, colours);
    pen.restore(); // balls on the edge are seen whole
    if (scene.ball) {
      ball(scene.ball, scene.mark ? colours.text : colours.slope, scene, colours);
    }
    const taken = [];
    for (const other of scene.others ?? []) if (other.ball) ball(other.ball, other.colour, other, colours, taken);
    return scene.ball && [px(scene.ball[0]), py(scene.ball[1])];
  }

  function paintArrow([a, b], [da, db], colours) {
    const [dx, dy] = [px(a + da * (first.high - first.low)) - px(a), py(b + db * (second.high - second.low)) - py(b)];
    const long = Math.hypot(dx, dy);
    if (long < 1) return;
    const [x, y, ex, ey] = [px(a) + dx, py(b) + dy, dx / long, dy / long];
    pen.strokeStyle = pen.fillStyle = colours.slope;
    pen.lineWidth = 3;
    pen.beginPath();
    pen.moveTo(px(a), py(b));
    pen.lineTo(x, y);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x + ex * 9, y + ey * 9);
    pen.lineTo(x - ey * 5, y + ex * 5);
    pen.lineTo(x + ey * 5, y - ex * 5);
    pen.fill();
  }

  return { resize, draw, pick: (x, y) => [axes.x(x), axes.y(y)] };
}
