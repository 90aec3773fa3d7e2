/**
 * Draws ranks from 0 to `size - 1`, rank r with a weight of 1 / (r + 1)^0.99: few keys get most of the requests. The
 * exponent is that of YCSB (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010).
 */
export function zipfRanks(size: number, random: () => number): () => number {
  const cumulated = new Float64Array(size)
  let total = 0
  for (let rank = 0; rank < size; rank += 1) {
    total += (rank + 1) ** -EXPONENT
    cumulated[rank] = total
  }
  return () => firstAbove(cumulated, random() * total)
}

const EXPONENT = 0.99

/** Index of the first element greater than `value`, in an ascending array. */
function firstAbove(ascending: Float64Array, value: number): number {
  let from = 0
  let to = ascending.length - 1
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((ascending[middle] ?? 0) > value) to = middle
    else from = middle + 1
  }
  return from
}
