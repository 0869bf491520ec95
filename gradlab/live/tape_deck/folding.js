// Folding: operators that happened one after the other (a layer, a chapter of a long tape) shown as one box. Because they
// stand in a row of time, no arrow between folded boxes can ever point backwards.

/**
 * used: the places to show, in order. inputsOf(place): the places of its inputs, [] for what goes in.
 * chapters: [[name, first, last]], outer before inner. opened: the numbers of the open ones.
 * Returns {boxes: [{id, place, chapter, places, inputs}], boxOf: Map of place to the id of the box in which it lies};
 * place is what the box shows: itself, or the last operator in a chapter.
 */
export function folded(used, inputsOf, chapters, opened) {
  const open = new Set(opened);
  const closed = []; // the outermost closed ones
  let skip = -1;
  chapters.forEach(([, first, last], chapter) => {
    if (last <= skip) return; // within one that is closed
    if (!open.has(chapter)) {
      closed.push({ chapter, first, last });
      skip = last;
    }
  });
  const boxOf = new Map();
  let at = 0;
  for (const place of used) {
    if (!inputsOf(place).length) continue;
    while (at < closed.length && closed[at].last < place) at++;
    const inside = at < closed.length && closed[at].first <= place;
    boxOf.set(place, inside ? `chapter ${closed[at].chapter}` : place);
  }
  // What goes in lies in a box if only that box needs it.
  const readers = new Map();
  for (const place of used) {
    for (const i of inputsOf(place)) if (!boxOf.has(i)) readers.set(i, (readers.get(i) ?? new Set()).add(boxOf.get(place)));
  }
  for (const [place, boxes] of readers) {
    const [only] = boxes;
    boxOf.set(place, boxes.size === 1 && typeof only === "string" ? only : place);
  }
  if (!boxOf.size && used.length) boxOf.set(used[0], used[0]);
  const made = new Map();
  for (const place of used) {
    const id = boxOf.get(place);
    const isOperator = inputsOf(place).length > 0;
    if (!made.has(id)) made.set(id, { id, place, chapter: typeof id === "string" ? Number(id.slice(8)) : null, places: [], inputs: new Set() });
    const box = made.get(id);
    if (isOperator) box.place = place;
    box.places.push(place);
    for (const i of inputsOf(place)) if (boxOf.get(i) !== id) box.inputs.add(boxOf.get(i));
  }
  const boxes = [...made.values()].map((box) => ({ ...box, inputs: [...box.inputs] }));
  return { boxes: inOrder(boxes), boxOf };
}

/** Inputs before those that need them; what goes in first of all. */
function inOrder(boxes) {
  const last = (box) => box.places.at(-1);
  return boxes.toSorted((a, b) => Number(a.inputs.length > 0) - Number(b.inputs.length > 0) || last(a) - last(b));
}

/** The numbers of the chapters around a place that are not open, from the outermost to the innermost. */
export const closedAround = (place, chapters, opened) =>
  chapters.flatMap(([, first, last], i) => (first <= place && place <= last && !opened.includes(i) ? [i] : []));
