// The losses of a training, however long it is: when the record is full, every second entry is forgotten, and from then on
// only every second one is taken up.

const MOST = 400;

/** record: a list of [step, …] in the order of steps. An entry for the last step again replaces it. */
export function addTo(record, entry, most = MOST) {
  const gap = record.length > 2 ? record[1][0] - record[0][0] : 0;
  // The last entry is always the present one; it stays only where it is far enough from the one before it.
  const last = record.at(-1);
  const early = record.length > 2 && last[0] - record.at(-2)[0] < gap;
  if (last && (last[0] === entry[0] || early)) record.pop();
  record.push(entry);
  if (record.length <= most) return;
  const newest = record.pop();
  const kept = record.filter((_, k) => k % 2 === 0);
  record.splice(0, record.length, ...kept, newest);
}
