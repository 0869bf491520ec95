// The sheet on which the maps of all layers lie: a heading for each layer, and under it a tile for each channel.

const HEAD = 26; // pixels above the tiles of a layer
const LEFT = 34; // for the number of the first channel of a row
const GAP = 3;
const FRAME = 2; // around the last tile of a row
const BELOW = 8;

/** How wide a tile is: maps of few numbers need less room. */
export const tileSize = ({ shape: [rows, columns] }) => (rows * columns === 1 ? 18 : Math.max(rows, columns) < 10 ? 30 : 38);

/**
 * layers: [{channels, shape: [rows, columns]}]. Returns {width, height, tiles: [{layer, channel, row, x, y, width, height}], heads: [y]};
 * tiles are in the order of layers and channels, `row` counts the rows of the sheet.
 */
export function laySheet(layers, width) {
  const tiles = [];
  const heads = [];
  let y = 0;
  let row = -1;
  layers.forEach((layer, index) => {
    const size = tileSize(layer);
    const [rows, columns] = layer.shape;
    const [w, h] = [(size * columns) / Math.max(rows, columns), (size * rows) / Math.max(rows, columns)].map((side) => Math.max(6, Math.round(side)));
    const most = Math.max(1, Math.floor((width - LEFT - FRAME + GAP) / (w + GAP)));
    const across = Math.ceil(layer.channels / Math.ceil(layer.channels / most)); // rows of equal length
    heads.push(y);
    y += HEAD;
    for (let channel = 0; channel < layer.channels; channel++) {
      if (channel % across === 0) row++;
      const place = { x: LEFT + (channel % across) * (w + GAP), y: y + Math.floor(channel / across) * (h + GAP) };
      tiles.push({ layer: index, channel, row, ...place, width: w, height: h });
    }
    y += Math.ceil(layer.channels / across) * (h + GAP) + BELOW;
  });
  return { width, height: y, tiles, heads };
}

/** The number of the tile that lies beside another: dx along the order of channels, dy to the row above or below. */
export function beside({ tiles }, index, dx, dy) {
  if (!dy) return Math.min(tiles.length - 1, Math.max(0, index + dx));
  const from = tiles[index];
  const middle = from.x + from.width / 2;
  let best = index;
  tiles.forEach((tile, k) => {
    if (tile.row !== from.row + dy) return;
    const far = (t) => Math.abs(t.x + t.width / 2 - middle);
    if (best === index || far(tile) < far(tiles[best])) best = k;
  });
  return best;
}

/** The number of the tile at a pixel, or -1. */
export const tileAt = ({ tiles }, px, py) =>
  tiles.findIndex(({ x, y, width, height }) => px >= x - GAP / 2 && px < x + width + GAP / 2 && py >= y - GAP / 2 && py < y + height + GAP / 2);

/** Paint headings, numbers and frames; paintTile(tile) paints what lies in a tile. */
export function paintSheet(pen, sheet, layers, palette, paintTile) {
  pen.clearRect(0, 0, sheet.width, sheet.height);
  pen.textBaseline = "alphabetic";
  sheet.heads.forEach((y, index) => {
    const { name, channels, rows, columns } = layers[index];
    pen.textAlign = "left";
    pen.fillStyle = palette.text;
    pen.font = "600 13.5px system-ui, sans-serif";
    pen.fillText(name, LEFT, y + 18);
    const long = pen.measureText(`${name}  `).width;
    pen.fillStyle = palette.muted;
    pen.font = "13px system-ui, sans-serif";
    const words = rows * columns === 1 ? `${channels} neurons` : `${channels} maps of ${rows}×${columns}`;
    if (LEFT + long + pen.measureText(words).width < sheet.width) pen.fillText(words, LEFT + long, y + 18);
  });
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "right";
  let row = -1;
  for (const tile of sheet.tiles) {
    if (tile.row !== row) {
      row = tile.row;
      pen.fillStyle = palette.muted;
      pen.fillText(String(tile.channel), LEFT - 7, tile.y + tile.height / 2 + 4);
    }
    paintTile(tile);
    pen.strokeStyle = palette.grid;
    pen.lineWidth = 1;
    pen.strokeRect(tile.x - 0.5, tile.y - 0.5, tile.width + 1, tile.height + 1);
  }
}

/** A frame around a tile: the chosen one's is thick. */
export function frame(pen, { x, y, width, height }, palette, chosen) {
  pen.strokeStyle = palette.paper;
  pen.lineWidth = chosen ? 6 : 4;
  pen.strokeRect(x - 1, y - 1, width + 2, height + 2);
  pen.strokeStyle = palette.text;
  pen.lineWidth = chosen ? 3 : 1.5;
  pen.strokeRect(x - 1, y - 1, width + 2, height + 2);
}
