// Where each weight hangs on the wall. A layer's kernel is a picture with one row for each filter or neuron and one column for
// each weight that it has; a long picture is folded into bands, one below the other. Layers stand on shelves, in their order.

const FOLD = 1; // cells between the bands of a folded picture
const PART = 2; // between a layer's kernel and its bias
const LAYER = 16; // pixels between two layers, at least
const LABEL = 22; // pixels above each shelf
const LETTER = 7.2; // pixels, about
const LARGEST_CELL = 22;

/** Blocks as Python describes them, by layer: [{name, count, parts: [{path, shape, start, size, rows, columns, swapped}]}]. */
export function layersOf(blocks) {
  const layers = [];
  for (const block of blocks) {
    const name = block.path.slice(0, block.path.lastIndexOf("/")) || block.path;
    if (layers.at(-1)?.name !== name) layers.push({ name, count: 0, parts: [] });
    const outputs = block.shape.at(-1) ?? 1;
    const inputs = block.size / (outputs || 1);
    const swapped = outputs > 256 && outputs > inputs; // a row for each would be a tower
    layers.at(-1).count += block.size;
    layers.at(-1).parts.push({ ...block, rows: swapped ? inputs : outputs, columns: swapped ? outputs : inputs, swapped });
  }
  return layers;
}

const layerGap = (cell) => Math.max(3, Math.ceil(LAYER / cell));

/**
 * The whole wall for a width in pixels: the largest cells with which it stays within `most` pixels of height. ratio: dots of
 * the screen to a pixel; a cell is a whole number of dots.
 */
export function layWall(layers, width, most, ratio = 1) {
  for (let dots = Math.floor(LARGEST_CELL * ratio); ; dots--) {
    const cell = Math.max(1, dots / ratio);
    const wall = shelves(layers, Math.floor(width / cell), cell);
    if (cell === 1 || (wall && wall.rows * cell <= most)) return hang(wall ?? shelves(layers, 1e6, 1), layers);
  }
}

/** How wide a layer is where its pictures may be `height` cells high; Infinity where one is higher. */
function widthOf(layer, height, cell) {
  let width = -PART;
  for (const part of layer.parts) {
    if (part.rows > height) return Infinity;
    width += bandWidth(part, height) + PART;
  }
  return Math.max(width, Math.ceil((layer.name.length * LETTER + 6) / cell));
}

const bandWidth = ({ rows, columns }, height) => Math.ceil(columns / Math.max(1, Math.floor((height + FOLD) / (rows + FOLD))));

/** Layers on shelves so that all together is as low as can be; null where the wall is too narrow for one of them. */
function shelves(layers, columns, cell) {
  const label = Math.ceil(LABEL / cell);
  const best = [{ rows: 0, shelves: [] }];
  for (let end = 1; end <= layers.length; end++) {
    best[end] = null;
    for (let start = end - 1; start >= 0; start--) {
      const height = lowest(layers.slice(start, end), columns, cell);
      if (height === null) break;
      const rows = best[start] ? best[start].rows + label + height : Infinity;
      if (rows < (best[end]?.rows ?? Infinity)) {
        best[end] = { rows, shelves: [...best[start].shelves, { start, end, height, top: best[start].rows + label }] };
      }
    }
    if (!best[end]) return null;
  }
  return { ...best[layers.length], columns, cell };
}

/** The lowest shelf on which these layers fit side by side; null where none does. */
function lowest(layers, columns, cell) {
  const parts = layers.flatMap((layer) => layer.parts);
  const fits = (height) => layers.reduce((sum, layer) => sum + widthOf(layer, height, cell) + layerGap(cell), -layerGap(cell)) <= columns;
  const heights = new Set();
  for (const { rows, columns: count } of parts) {
    for (let bands = 1; bands <= Math.min(count, 24); bands++) heights.add(bands * (rows + FOLD) - FOLD);
  }
  return [...heights].sort((a, b) => a - b).find(fits) ?? null;
}

/**
 * Every weight on its place. Returns {cell, columns, rows, places, owners, layers: [{name, count, x, y, width, parts: [{path, x, y,
 * width, height}]}]}: places[weight] is the number of its cell, owners[cell] the weight that hangs there or -1.
 */
function hang({ shelves, columns, rows, cell }, layers) {
  const count = layers.reduce((sum, layer) => sum + layer.count, 0);
  const wide = Math.min(columns, Math.max(...shelves.map(({ start, end, height }) => layers.slice(start, end).reduce((sum, layer) => sum + widthOf(layer, height, cell) + layerGap(cell), -layerGap(cell)))));
  const places = new Int32Array(count);
  const owners = new Int32Array(wide * rows).fill(-1);
  const hung = [];
  for (const { start, end, height, top } of shelves) {
    let x = 0;
    for (const layer of layers.slice(start, end)) {
      const standing = { name: layer.name, count: layer.count, x, y: top, width: widthOf(layer, height, cell), parts: [] };
      let left = x;
      for (const part of layer.parts) {
        const width = bandWidth(part, height);
        const bands = Math.ceil(part.columns / width);
        for (let k = 0; k < part.size; k++) {
          const [row, column] = part.swapped ? [Math.floor(k / part.columns), k % part.columns] : [k % part.rows, Math.floor(k / part.rows)];
          const band = Math.floor(column / width);
          const place = (top + band * (part.rows + FOLD) + row) * wide + left + (column % width);
          places[part.start + k] = place;
          owners[place] = part.start + k;
        }
        standing.parts.push({ path: part.path, start: part.start, size: part.size, x: left, y: top, width, height: bands * (part.rows + FOLD) - FOLD });
        left += width + PART;
      }
      hung.push(standing);
      x += standing.width + layerGap(cell);
    }
  }
  return { cell, columns: wide, rows, places, owners, layers: hung };
}

/** The weight that one comes to from another one by an arrow key: over gaps, and where nothing lies straight ahead to the nearest. */
export function neighbour({ owners, places, columns, rows }, from, dx, dy) {
  let [x, y] = [places[from] % columns, Math.floor(places[from] / columns)];
  if (dx) {
    for (x += dx; x >= 0 && x < columns; x += dx) if (owners[y * columns + x] >= 0) return owners[y * columns + x];
    return from;
  }
  for (y += dy; y >= 0 && y < rows; y += dy) {
    for (let aside = 0; aside < columns; aside++) {
      for (const at of [x - aside, x + aside]) if (at >= 0 && at < columns && owners[y * columns + at] >= 0) return owners[y * columns + at];
    }
  }
  return from;
}

/** The name of a weight, as Python says it: conv2d/kernel[0,1,2,17]. */
export function nameOf(blocks, index) {
  const block = blocks.findLast(({ start }) => start <= index);
  let rest = index - block.start;
  const entry = [];
  for (const length of [...block.shape].reverse()) {
    entry.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `${block.path}[${entry.join()}]`;
}
