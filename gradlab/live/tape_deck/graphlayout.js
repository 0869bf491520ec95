// The layout of a graph whose arrows never go in a circle: columns from left to right, so that every arrow points to the
// right, boxes that never overlap, and arrows that pass between boxes. Pure numbers, in time that grows with the graph.
// Downwards it is the same with the axes exchanged: each column is a row, and every arrow points down.
//
// Each box stands right before the first that needs it, and after all of its inputs; so the columns are as few as can be.
// An arrow over several columns gets a lane in each column between, shared by all arrows that leave the same box.

const SWEEPS = 6;
const LONGEST_LANE = 64; // columns; a longer arrow goes straight, behind the boxes
const LANE = 12; // height of a lane

/**
 * boxes: [{id, width, height, inputs: [ids]}], inputs before those that need them.
 * Returns {places: Map of id to {x, y, width, height, column}, routes: Map of "from to" to points [{x, y}], width, height};
 * y is the middle of a box, x its left side. across: between two columns; down: between two boxes of a column.
 */
export function layout(boxes, { across = 80, down = 18, downwards = false } = {}) {
  if (downwards) return exchanged(layout(boxes.map((box) => ({ ...box, width: box.height, height: box.width })), { across, down }));
  const columnOf = columns(boxes);
  const items = new Map(boxes.map((box) => [box.id, { ...box, column: columnOf.get(box.id), before: [], after: [] }]));
  const lanes = makeLanes(boxes, items);
  const rows = [];
  for (const item of items.values()) (rows[item.column] ??= []).push(item);
  for (let sweep = 0; sweep < SWEEPS; sweep++) sortRows(rows, sweep % 2 === 0);
  for (const row of rows) stack(row, down);
  for (let sweep = 0; sweep < SWEEPS; sweep++) straighten(rows, sweep % 2 === 0, down);
  straighten(rows, true, down, true);
  return placed(boxes, items, rows, lanes, across);
}

function exchanged({ places, routes, width, height }) {
  const turned = ({ x, y, width, height, column }) => ({ x: y - height / 2, y: x + width / 2, width: height, height: width, column });
  return {
    places: new Map([...places].map(([id, place]) => [id, turned(place)])),
    routes: new Map([...routes].map(([key, points]) => [key, points.map(({ x, y }) => ({ x: y, y: x }))])),
    width: height,
    height: width,
  };
}

function columns(boxes) {
  const column = new Map();
  for (const box of boxes) column.set(box.id, box.inputs.reduce((last, i) => Math.max(last, column.get(i) + 1), 0));
  const first = new Map(); // the first column that needs a box
  for (const box of boxes.toReversed()) {
    if (first.has(box.id)) column.set(box.id, first.get(box.id) - 1);
    for (const i of box.inputs) first.set(i, Math.min(first.get(i) ?? Infinity, column.get(box.id)));
  }
  return column;
}

/** Put lanes between the boxes of far columns, and say who stands before and after whom. */
function makeLanes(boxes, items) {
  const lanes = new Map(); // "from column" -> lane
  const join = (a, b) => {
    a.after.push(b);
    b.before.push(a);
  };
  for (const box of boxes) {
    const to = items.get(box.id);
    for (const id of new Set(box.inputs)) {
      let from = items.get(id);
      if (to.column - from.column > LONGEST_LANE) continue;
      for (let column = from.column + 1; column < to.column; column++) {
        const key = `${id} ${column}`;
        let lane = lanes.get(key);
        if (!lane) {
          lane = { id: `lane ${key}`, lane: true, width: 0, height: LANE, column, before: [], after: [] };
          lanes.set(key, lane);
          items.set(lane.id, lane);
          join(from, lane);
        }
        from = lane;
      }
      join(from, to);
    }
  }
  return lanes;
}

/** Order each column by the middle of its neighbours in the column before, or after. */
function sortRows(rows, forwards) {
  rows.forEach((row) => row.forEach((item, i) => (item.order = i)));
  const each = (row) => {
    for (const item of row) {
      const near = forwards ? item.before : item.after;
      item.wish = near.length ? near.reduce((sum, other) => sum + other.order / rows[other.column].length, 0) / near.length : item.order / row.length;
    }
    row.sort((a, b) => a.wish - b.wish || a.order - b.order);
    row.forEach((item, i) => (item.order = i));
  };
  if (forwards) rows.forEach(each);
  else rows.toReversed().forEach(each);
}

function stack(row, down) {
  let y = 0;
  for (const item of row) {
    item.y = y + item.height / 2;
    y += item.height + down;
  }
  for (const item of row) item.y -= (y - down) / 2;
}

/** Move each column's boxes towards their neighbours, without changing their order and without overlap. */
function straighten(rows, forwards, down, both = false) {
  const each = (row) => {
    const wishes = row.map((item) => {
      const near = both ? [...item.before, ...item.after] : forwards ? item.before : item.after;
      return near.length ? near.reduce((sum, other) => sum + other.y, 0) / near.length : item.y;
    });
    apart(row, wishes, down).forEach((y, i) => (row[i].y = y));
  };
  if (forwards) rows.forEach(each);
  else rows.toReversed().forEach(each);
}

/** The places nearest to the wishes (least squares) at which the boxes keep their order and their distance. */
export function apart(row, wishes, down) {
  let offset = 0;
  const offsets = row.map((item, i) => (offset += i ? (row[i - 1].height + item.height) / 2 + down : 0));
  const blocks = []; // neighbours that touch move as one: {sum, count}
  wishes.forEach((wish, i) => {
    blocks.push({ sum: wish - offsets[i], count: 1 });
    while (blocks.length > 1 && blocks.at(-2).sum / blocks.at(-2).count > blocks.at(-1).sum / blocks.at(-1).count) {
      const last = blocks.pop();
      blocks.at(-1).sum += last.sum;
      blocks.at(-1).count += last.count;
    }
  });
  const free = blocks.flatMap(({ sum, count }) => Array(count).fill(sum / count));
  return free.map((y, i) => y + offsets[i]);
}

function placed(boxes, items, rows, lanes, across) {
  let x = 0;
  let [top, bottom] = [Infinity, -Infinity];
  const lefts = [];
  rows.forEach((row, column) => {
    const width = row.reduce((most, item) => Math.max(most, item.width), 0);
    lefts[column] = { x, width };
    for (const item of row) {
      item.x = x + (width - item.width) / 2;
      top = Math.min(top, item.y - item.height / 2);
      bottom = Math.max(bottom, item.y + item.height / 2);
    }
    x += width + across;
  });
  for (const item of items.values()) item.y -= top;
  const places = new Map();
  const routes = new Map();
  for (const box of boxes) {
    const { x, y, width, height, column } = items.get(box.id);
    places.set(box.id, { x, y, width, height, column });
    for (const id of new Set(box.inputs)) {
      const points = [];
      const far = column - items.get(id).column > LONGEST_LANE;
      for (let between = items.get(id).column + 1; between < column && !far; between++) {
        const lane = lanes.get(`${id} ${between}`);
        points.push({ x: lefts[between].x, y: lane.y }, { x: lefts[between].x + lefts[between].width, y: lane.y });
      }
      routes.set(`${id} ${box.id}`, points);
    }
  }
  return { places, routes, width: Math.max(0, x - across), height: boxes.length ? bottom - top : 0 };
}
