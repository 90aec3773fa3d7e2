/** Ends a `switch` over a union: a case that is missing does not compile, and one that slips past the types throws. */
export function exhaustive(value: never): never {
  throw new TypeError(`Unhandled case: ${String(value)}`)
}
