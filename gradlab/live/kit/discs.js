// Marks: the discs that stand for balls and runners, with a letter as a second cue beside the colour, and a word where one is needed.

const RADIUS = 8;

/** mark: a letter, or none. word: what stands beside the disc; to its left where `leftwards` is true. */
export function paintMark(pen, x, y, { colour, mark, word, leftwards }, colours) {
  pen.fillStyle = colour;
  pen.strokeStyle = colours.paper;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, mark ? RADIUS + 1 : RADIUS, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
  if (mark) {
    pen.font = "bold 12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.fillStyle = colours.paper;
    pen.fillText(mark, x, y + 4);
  }
  if (word) paintWord(pen, x + (leftwards ? -14 : 14), y + 4, word, leftwards ? "right" : "left", colour, colours);
}

/** A word on the picture, readable on any ground. */
function paintWord(pen, x, y, word, align, colour, colours) {
  pen.font = "bold 13px system-ui, sans-serif";
  pen.textAlign = align;
  pen.strokeStyle = colours.paper;
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeText(word, x, y);
  pen.fillStyle = colour;
  pen.fillText(word, x, y);
}

const LINE = 20; // between two words that would lie upon each other
const LONG = 150;

/** How far down a mark with a word has to go to lie on none of those `taken` before: [x, y], to which it is added. */
export function aside(taken, x, y) {
  let free = y;
  while (taken.some(([tx, ty]) => Math.abs(tx - x) < LONG && Math.abs(ty - free) < LINE)) free += LINE;
  taken.push([x, free]);
  return free;
}
