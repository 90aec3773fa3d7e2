/** By UTF-16 code units: the same on every machine, which the order of a language is not. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
