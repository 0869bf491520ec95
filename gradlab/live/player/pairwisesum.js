// Sums that lose few digits: half by half, as NumPy adds. A running sum of 100 000 numbers drifts by many roundings; here
// each number goes through at most a hundred and some.

const FEW = 128;

/** x[start] + … + x[end - 1]; with an order, of the elements that it names. */
export function sum(x, order, start, end) {
  if (end - start > FEW) {
    const middle = (start + end) >> 1;
    return sum(x, order, start, middle) + sum(x, order, middle, end);
  }
  let total = 0;
  if (order) for (let i = start; i < end; i++) total += x[order[i]];
  else for (let i = start; i < end; i++) total += x[i];
  return total;
}

/** Add to z[j] the sum of line j of x. */
export function addSums(z, x, { order, length, count }) {
  for (let j = 0; j < count; j++) z[j] += sum(x, order, j * length, (j + 1) * length);
}
