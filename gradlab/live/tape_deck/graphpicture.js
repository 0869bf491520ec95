// The graph on a canvas: boxes with values, arrows forwards, and on the way back the slopes with arrows the other way.
//
// The canvas is only as large as its window; the window scrolls over the graph, and follows what happens. A graph that is
// too wide for its page runs downwards instead of to the right.

import { sharpen } from "../kit/axes.js";
import { shortArray } from "./filmwords.js";
import { heatmapSize, paintHeatmap } from "./heatmap.js";
import { layout } from "./graphlayout.js";
import { knobColour } from "../kit/theme.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const SCALAR = { body: 52, foot: 24, least: 84, most: 190 };
const ARRAY = { body: 74, foot: 56, least: 124, most: 190 };
const EDGE = 14; // around the graph
const SMALLEST = 0.8; // scale of the boxes; letters grow in them to stay readable
const READABLE = 12; // px of the smallest letters in a graph that is not zoomed
const TALLEST = 440;
const RIGHTWARDS = { across: 82, down: 14, downwards: false };
const DOWNWARDS = { across: 46, down: 14, downwards: true };

/** film, words: of the recording. scroller: the element that scrolls over the graph, with a canvas and a spacer in it. */
export function makeGraphPicture(scroller, film, words) {
  const canvas = scroller.querySelector("canvas");
  const spacer = scroller.querySelector(".spacer");
  const pen = canvas.getContext("2d");
  let fold = { boxes: [], boxOf: new Map() };
  let byId = new Map();
  let plan = null;
  let downwards = false;
  let names = [];
  let shrunk = 1; // to fit the window
  let scale = 1; // and zoomed
  let zoom = 1;
  let size = { width: 0, height: 0 };
  let followed = null;

  const isArray = (place) => film.nodes[place].shape.reduce((n, m) => n * m, 1) > 1;
  const part = (place) => (isArray(place) ? ARRAY : SCALAR);

  function title(box, names) {
    if (box.chapter !== null) return names[box.chapter];
    const { name, card } = film.nodes[box.place];
    return card ? `${name} = ${words.formula(box.place)}` : name;
  }

  /** Size of letters in the boxes' own measure, so that the screen shows at least READABLE of them. */
  const letters = (px) => Math.max(px, READABLE / shrunk);

  function arrange(folded, chapters) {
    fold = folded;
    names = chapters;
    byId = new Map(folded.boxes.map((box) => [box.id, box]));
    fit();
  }

  function layOut() {
    const boxes = fold.boxes.map((box) => {
      const { body, foot, least, most } = part(box.place);
      const text = title(box, names);
      box.title = text;
      pen.font = `${box.inputs.length ? "" : "700 "}${letters(box.inputs.length ? 13 : 15)}px ${FONT}`;
      const wide = Math.min(most, Math.max(least, pen.measureText(text).width + 22));
      return { id: box.id, width: Math.max(wide, box.chapter === null ? 0 : 120), height: body + foot + (box.chapter === null ? 0 : 18), inputs: box.inputs };
    });
    const room = size.available - 2 * EDGE;
    const fits = ({ width }) => width * SMALLEST <= room;
    plan = layout(boxes, RIGHTWARDS);
    const other = fits(plan) ? plan : layout(boxes, DOWNWARDS);
    downwards = other !== plan && fits(other);
    if (downwards) plan = other;
    shrunk = Math.min(downwards ? 1 : 1.15, Math.max(SMALLEST, room / plan.width));
  }

  function fit() {
    if (!fold.boxes.length || !size.available) return;
    shrunk = 1;
    layOut();
    if (shrunk < 1) layOut(); // larger letters want wider boxes
    scale = zoom * shrunk;
    size.width = size.available;
    const height = plan.height * scale + 2 * EDGE;
    size.height = Math.min(TALLEST, height) + (plan.width * scale + 2 * EDGE > size.available ? 16 : 0);
    scroller.style.height = `${size.height}px`;
    Object.assign(spacer.style, { width: `${plan.width * scale + 2 * EDGE}px`, height: `${height - Math.min(size.height, height)}px` });
    sharpen(canvas, size.width, Math.min(size.height, height));
    size.drawn = Math.min(size.height, height);
    followed = null;
  }

  const at = (x, y) => ({ x: x * scale + left() - scroller.scrollLeft, y: y * scale + EDGE - scroller.scrollTop });
  const left = () => EDGE + Math.max(0, (size.width - 2 * EDGE - plan.width * scale) / 2);

  /** Bring the box of a place into the window, if the play has gone on to another. */
  function follow(place) {
    const id = fold.boxOf.get(place);
    if (!plan || id === undefined || id === followed) return;
    followed = id;
    const { x, y, width, height } = plan.places.get(id);
    scroller.scrollLeft = (x + width / 2) * scale - size.width / 2;
    scroller.scrollTop = y * scale - Math.min(size.drawn, height) / 2 - size.drawn / 4;
  }

  /** state: {step, frame, palette, usedUp, playedFrom}. */
  function draw(state) {
    pen.clearRect(0, 0, size.width, size.height);
    if (!plan) return;
    const done = doneAt(film, state.step);
    const active = state.frame && fold.boxOf.get(state.frame.place);
    drawArrows(state, done, active);
    for (const box of fold.boxes) {
      const { x, y, width, height } = plan.places.get(box.id);
      const corner = at(x, y - height / 2);
      if (corner.x + width * scale < 0 || corner.x > size.width) continue;
      pen.save();
      pen.translate(corner.x, corner.y);
      pen.scale(scale, scale);
      drawBox(box, width, state, done, box.id === active);
      pen.restore();
    }
    drawChips(state);
  }

  function drawBox(box, width, state, done, active) {
    const { palette, usedUp } = state;
    const { place, chapter } = box;
    const node = film.nodes[place];
    const { body: high } = part(place);
    const body = high + (chapter === null ? 0 : 18);
    const recorded = !node.card || done.has(place);
    const forwards = !state.frame || state.frame.way === "forwards";
    const colour = colourOf(node, state);
    const faded = usedUp && node.card;
    const slope = recorded ? film.slope(place, state.step) : null;

    if (chapter !== null) {
      // a pile of cards
      for (const k of [2, 1]) card(pen, k * 4, k * 4, width - 4, body - 4, palette.paper, palette.muted, 1);
    }
    if (active) glow(pen, width, body, forwards ? palette.more[0] : palette.slope);
    pen.globalAlpha = recorded ? 1 : 0.55;
    pen.setLineDash(recorded ? [] : [5, 4]);
    const edge = active ? (forwards ? palette.more[0] : palette.slope) : colour;
    card(pen, 0, 0, width - (chapter === null ? 0 : 4), body - (chapter === null ? 0 : 4), palette.paper, edge, active ? 3 : node.card ? 1.4 : 2.4, node.card ? 9 : 18);
    pen.setLineDash([]);
    pen.globalAlpha = faded ? 0.45 : 1;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = node.card ? palette.muted : colour;
    pen.font = `${node.card ? "" : "700 "}${letters(node.card ? 13 : 15)}px ${FONT}`;
    const middle = (width - (chapter === null ? 0 : 4)) / 2;
    const plain = !node.card && !isArray(place) && box.title === shortArray(film.value(place), node.shape);
    if (!plain) pen.fillText(clipped(pen, chapter === null ? box.title : `▸ ${box.title}`, width - 12), middle, 19);
    if (chapter !== null) {
      pen.font = `${letters(12)}px ${FONT}`;
      const count = box.places.filter((p) => film.nodes[p].card).length;
      pen.fillText(`${count} operators`, middle, 35);
      pen.translate(0, 18);
    }
    if (recorded && !faded) {
      pen.fillStyle = palette.text;
      if (film.missing(place)) {
        pen.font = `italic ${letters(13)}px ${FONT}`;
        pen.fillText("not kept", middle, 41);
      } else if (isArray(place)) {
        array(film.value(place), node.shape, middle, 26, width, palette, null);
      } else {
        pen.font = `700 20px ${FONT}`;
        pen.fillText(clipped(pen, shortArray(film.value(place), node.shape), width - 8), middle, plain ? 33 : 42);
      }
    }
    pen.globalAlpha = faded ? 0.45 : 1;
    if (slope && !(faded)) drawSlope(slope, node, middle, high, width, state, active && !forwards);
    pen.globalAlpha = 1;
  }

  /** The slope as a tag that hangs below the box. */
  function drawSlope(slope, node, middle, top, width, { palette }, active) {
    const single = slope.length === 1;
    pen.font = `700 ${letters(single ? 14 : 12)}px ${FONT}`;
    const number = single ? shortArray(slope, []) : "";
    const text = pen.measureText(`slope ${number}`).width + 18 <= width ? `slope ${number}` : number; // never into an arrow or off the edge
    const wide = single ? pen.measureText(text).width + 18 : width - 16;
    pen.beginPath();
    pen.roundRect(middle - wide / 2, top - 3, wide, single ? 23 : 54, 8);
    pen.fillStyle = single ? palette.slope : palette.paper;
    pen.fill();
    pen.strokeStyle = palette.slope;
    pen.lineWidth = active ? 3 : 1.5;
    pen.stroke();
    if (single) {
      pen.fillStyle = palette.paper;
      pen.fillText(text, middle, top + 13.5);
    } else {
      array(slope, node.shape, middle, top + 2, width - 8, palette, palette.slope);
    }
  }

  function array(values, shape, middle, top, width, palette, colour) {
    pen.font = `${letters(12)}px ${FONT}`;
    const label = `${colour ? "slope " : ""}${shape.join("×")}`;
    const room = { x: 0, y: top, width: width - pen.measureText(label).width - 34, height: 42 };
    const { width: wide, height: high } = heatmapSize(shape, room);
    const all = wide + 6 + pen.measureText(label).width;
    room.x = middle - all / 2;
    room.y += (room.height - high) / 2;
    paintHeatmap(pen, values, shape, room, palette, colour);
    pen.fillStyle = colour ?? palette.muted;
    pen.textAlign = "left";
    pen.fillText(label, room.x + wide + 6, top + 25);
    pen.textAlign = "center";
  }

  function colourOf(node, { palette, playedFrom }) {
    if (node.knob !== undefined) return knobColour(palette, node.name, film.nodes.filter((n) => n.knob !== undefined).indexOf(node));
    if (!node.card) return palette.muted;
    if (playedFrom !== null && node.place >= playedFrom) return palette.slope;
    return node.place === film.output ? palette.error : palette.muted;
  }

  /** Line k of those that enter a box, in their order; two between the same boxes lie apart all the way. */
  function curve(lines, to, k) {
    const from = lines[k];
    const a = plan.places.get(from);
    const b = plan.places.get(to);
    const alike = lines.filter((id) => id === from).length;
    const apart = alike > 1 ? Math.min(26, 52 / lines.length) : Math.min(14, 34 / lines.length);
    const leaves = (k - lines.indexOf(from) - (alike - 1) / 2) * Math.min(18, apart);
    const arrives = (k - (lines.length - 1) / 2) * apart;
    const middleOf = (box, id) => (downwards ? box.x + box.width / 2 : box.y - box.height / 2 + bodyOf(id) / 2);
    const start = downwards ? { x: middleOf(a) + leaves, y: a.y + a.height / 2 } : { x: a.x + a.width, y: middleOf(a, from) + leaves };
    const end = downwards ? { x: middleOf(b) + arrives, y: b.y - b.height / 2 } : { x: b.x, y: middleOf(b, to) + arrives };
    return [start, ...plan.routes.get(`${from} ${to}`), end].map(({ x, y }) => at(x, y));
  }
  /** Downwards, values leave a box above the place where its slope will hang. */
  const stem = (from, points) => (downwards ? [{ x: points[0].x, y: points[0].y - (plan.places.get(from).height - bodyOf(from)) * scale }, ...points] : points);
  const bodyOf = (id) => {
    const box = byId.get(id);
    return part(box.place).body + (box.chapter === null ? 0 : 18);
  };

  function drawArrows(state, done, active) {
    const { palette, frame } = state;
    const flowing = frame?.way === "backwards" ? new Set(frame.passes.map((pass) => fold.boxOf.get(pass.into))) : new Set();
    for (const box of fold.boxes) {
      const lines = linesTo(box);
      lines.forEach((id, k) => {
        const points = curve(lines, box.id, k);
        if (Math.max(...points.map((p) => p.x)) < 0 || Math.min(...points.map((p) => p.x)) > size.width) return;
        const past = done.has(box.place);
        const now = frame?.way === "forwards" && box.id === active;
        pen.globalAlpha = past ? 1 : 0.6;
        arrow(pen, stem(id, points), { colour: now ? palette.more[0] : palette.muted, line: (now ? 3 : 1.5) * scale, head: 8 * scale, downwards });
        pen.globalAlpha = 1;
        if (!passedBetween(id, box, state.step)) return;
        const back = frame?.way === "backwards" && box.id === active && flowing.has(id);
        const beside = points.map(({ x, y }) => (downwards ? { x: x + 7 * scale, y } : { x, y: y + 7 * scale }));
        arrow(pen, beside, { colour: palette.slope, line: (back ? 4 : 1.8) * scale, head: (back ? 12 : 8) * scale, back: true, downwards });
      });
    }
  }
  /** The boxes whose lines enter a box, from top to bottom or left to right; one that goes in twice, as in x · x, has two. */
  function linesTo(box) {
    const ids = box.chapter === null ? film.nodes[box.place].inputs.map((place) => fold.boxOf.get(place)) : box.inputs;
    const beside = (id) => (downwards ? plan.places.get(id).x : plan.places.get(id).y);
    return ids.toSorted((a, b) => beside(a) - beside(b));
  }

  const passedBetween = (id, box, step) =>
    film.backwards.length && step > film.turn && box.places.some((place) => framesOf().get(place)?.some((pass) => pass.frame <= step && fold.boxOf.get(pass.into) === id));

  let frames = null;
  const framesOf = () => (frames ??= new Map(film.backwards.map(({ place, passes }) => [place, passes])));

  /** On the arrows of this frame: the local slope that the slope from above is multiplied with, or what comes of it. */
  function drawChips({ frame, palette, step }) {
    if (frame?.way !== "backwards") return;
    const to = fold.boxOf.get(frame.place);
    const box = byId.get(to);
    const lines = linesTo(box);
    const perBox = new Map();
    for (const pass of frame.passes) {
      const from = fold.boxOf.get(pass.into);
      if (from === to) continue;
      const { local, slope } = words.passed(pass, step);
      const text = local ? `× ${local}` : film.passed(pass).length === 1 ? `→ ${slope}` : "";
      if (text) perBox.set(from, [...(perBox.get(from) ?? []), text]);
    }
    for (const [from, texts] of perBox) {
      const first = lines.indexOf(from);
      const several = lines.lastIndexOf(from) > first;
      texts.forEach((text, i) => {
        const points = curve(lines, to, several ? first + i : first);
        const end = points.at(-1);
        const near = points.at(-2);
        const stacked = several ? 0 : (i - (texts.length - 1) / 2) * 22 * scale;
        const place = downwards
          ? { x: end.x + (near.x - end.x) * 0.42 + 7 * scale, y: end.y - 24 * scale + stacked }
          : { x: end.x - 44 * scale, y: end.y + (near.y - end.y) * 0.42 + stacked + 7 * scale };
        pen.font = `700 ${letters(13) * scale}px ${FONT}`;
        const wide = pen.measureText(text).width + 12 * scale;
        card(pen, place.x - wide / 2, place.y - 10 * scale, wide, 20 * scale, palette.paper, palette.slope, 1.5 * scale, 8 * scale);
        pen.fillStyle = palette.slope;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillText(text, place.x, place.y + 0.5);
      });
    }
  }

  /** The box at a point of the canvas, or undefined. */
  function boxAt(px, py) {
    return fold.boxes.find((box) => {
      const { x, y, width, height } = plan.places.get(box.id);
      const a = at(x, y - height / 2);
      return px >= a.x && px <= a.x + width * scale && py >= a.y && py <= a.y + height * scale;
    });
  }

  return {
    arrange,
    draw,
    follow,
    boxAt,
    resize(width) {
      size.available = width;
      fit();
    },
    zoom(factor) {
      zoom = Math.min(2.5, Math.max(0.3, zoom * factor));
      fit();
    },
    get boxes() {
      return fold.boxes;
    },
  };
}

/** The operators that have been recorded at a step. */
function doneAt(film, step) {
  return { has: (place) => !film.nodes[place].card || step >= film.forwards.length || film.forwards[step - 1] >= place };
}

function card(pen, x, y, width, height, fill, edge, line, round = 9) {
  pen.beginPath();
  pen.roundRect(x, y, width, height, round);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = line;
  pen.stroke();
}

function glow(pen, width, height, colour) {
  pen.globalAlpha = 0.22;
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(-7, -7, width + 14, height + 14, 15);
  pen.fill();
  pen.globalAlpha = 1;
}

/** An arrow along points, smooth between them; `back` puts its head at the other end. */
function arrow(pen, points, { colour, line, head, back = false, downwards }) {
  pen.save();
  if (downwards) pen.transform(0, 1, 1, 0, 0, 0); // the same arrow with the axes exchanged
  const way = downwards ? points.map(({ x, y }) => ({ x: y, y: x })) : points;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = line;
  pen.beginPath();
  const [first, last] = [way[0], way.at(-1)];
  pen.moveTo(first.x + (back ? head : 0), first.y);
  for (let i = 1; i < way.length; i++) {
    const [a, b] = [way[i - 1], way[i]];
    const x = b.x - (!back && i === way.length - 1 ? head : 0);
    const bend = Math.max(18, (x - a.x) / 2);
    pen.bezierCurveTo(a.x + bend, a.y, x - bend, b.y, x, b.y);
  }
  pen.stroke();
  const tip = back ? first : last;
  const ahead = (back ? -1 : 1) * head * 1.1;
  pen.beginPath();
  pen.moveTo(tip.x, tip.y);
  pen.lineTo(tip.x - ahead, tip.y - head * 0.5);
  pen.lineTo(tip.x - ahead, tip.y + head * 0.5);
  pen.fill();
  pen.restore();
}

/** As much of a text as fits. */
function clipped(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
