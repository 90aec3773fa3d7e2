/** A piece of text, or a value that is to become one. */
type Piece = string | { readonly value: unknown }

/**
 * One text for all ways to spell a JSON value: no white space, and the members of objects by name in the order of UTF-16
 * code units, as RFC 8785 has them. Without recursion: a body has room for an array thirty thousand deep.
 */
export function canonicalJson(value: unknown): string {
  const text: string[] = []
  const pending: Piece[] = [{ value }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') text.push(next)
    else pushReversed(pending, piecesOf(next.value))
  }
  return text.join('')
}

function piecesOf(value: unknown): readonly Piece[] {
  if (Array.isArray(value)) {
    return ['[', ...value.flatMap((item, index) => [index === 0 ? '' : ',', { value: item }]), ']']
  }
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)]
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const pieces = members.flatMap(([name, member], index) => [
    `${index === 0 ? '' : ','}${JSON.stringify(name)}:`,
    { value: member },
  ])
  return ['{', ...pieces, '}']
}

/** A spread into `push` would be as many arguments as there are pieces. */
function pushReversed(pending: Piece[], pieces: readonly Piece[]): void {
  for (let index = pieces.length - 1; index >= 0; index -= 1) {
    const piece = pieces[index]
    if (piece !== undefined) pending.push(piece)
  }
}
