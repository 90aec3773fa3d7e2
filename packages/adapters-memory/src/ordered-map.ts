/** Less than, equal to or greater than zero, as `Array.sort` takes it. */
export type Compare<Key> = (one: Key, other: Key) => number

interface Node<Key, Value> {
  readonly key: Key
  readonly value: Value
  readonly left: Node<Key, Value> | undefined
  readonly right: Node<Key, Value> | undefined
  readonly height: number
}

/**
 * A map in order of its keys that never changes: `with` gives another one and shares all but the path to the new entry.
 * So a snapshot is a reference, and throwing a change away is forgetting it. Look-ups and writes take O(log n) steps.
 *
 * It is an AVL tree (Adelson-Velsky and Landis, 1962).
 */
export class OrderedMap<Key, Value> {
  readonly #compare: Compare<Key>
  readonly #root: Node<Key, Value> | undefined

  private constructor(compare: Compare<Key>, root: Node<Key, Value> | undefined) {
    this.#compare = compare
    this.#root = root
  }

  static empty<Key, Value>(compare: Compare<Key>): OrderedMap<Key, Value> {
    return new OrderedMap<Key, Value>(compare, undefined)
  }

  get(key: Key): Value | undefined {
    let node = this.#root
    while (node !== undefined) {
      const order = this.#compare(key, node.key)
      if (order === 0) return node.value
      node = order < 0 ? node.left : node.right
    }
    return undefined
  }

  /** The same map with one more entry, or with another value under a key it has. */
  with(key: Key, value: Value): OrderedMap<Key, Value> {
    return new OrderedMap(this.#compare, inserted(this.#root, key, value, this.#compare))
  }

  /** The same map without that entry; itself where there is none. */
  without(key: Key): OrderedMap<Key, Value> {
    return this.get(key) === undefined ? this : new OrderedMap(this.#compare, removed(this.#root, key, this.#compare))
  }

  /** The entries whose key is `first` or comes after it, in order. */
  *from(first: Key): Generator<readonly [Key, Value]> {
    // The nodes that are still to come: of each, itself and what is right of it.
    const pending: Node<Key, Value>[] = []
    let node = this.#root
    while (node !== undefined) {
      const isBefore = this.#compare(node.key, first) < 0
      if (!isBefore) pending.push(node)
      node = isBefore ? node.right : node.left
    }
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      yield [next.key, next.value]
      for (let after = next.right; after !== undefined; after = after.left) pending.push(after)
    }
  }
}

function inserted<Key, Value>(
  node: Node<Key, Value> | undefined,
  key: Key,
  value: Value,
  compare: Compare<Key>,
): Node<Key, Value> {
  if (node === undefined) return { key, value, left: undefined, right: undefined, height: 1 }
  const order = compare(key, node.key)
  if (order === 0) return { ...node, value }
  return order < 0
    ? balanced(node, inserted(node.left, key, value, compare), node.right)
    : balanced(node, node.left, inserted(node.right, key, value, compare))
}

function removed<Key, Value>(
  node: Node<Key, Value> | undefined,
  key: Key,
  compare: Compare<Key>,
): Node<Key, Value> | undefined {
  if (node === undefined) return undefined
  const order = compare(key, node.key)
  if (order < 0) return balanced(node, removed(node.left, key, compare), node.right)
  if (order > 0) return balanced(node, node.left, removed(node.right, key, compare))
  if (node.right === undefined) return node.left
  // What comes next takes its place.
  let next = node.right
  while (next.left !== undefined) next = next.left
  return balanced(next, node.left, removed(node.right, next.key, compare))
}

/** `entry` above two trees whose heights differ by two at most. */
function balanced<Key, Value>(
  entry: Node<Key, Value>,
  left: Node<Key, Value> | undefined,
  right: Node<Key, Value> | undefined,
): Node<Key, Value> {
  const slope = heightOf(left) - heightOf(right)
  if (slope > 1 && left !== undefined) {
    const { left: outer, right: inner } = left
    return inner !== undefined && heightOf(inner) > heightOf(outer)
      ? above(inner, above(left, outer, inner.left), above(entry, inner.right, right))
      : above(left, outer, above(entry, inner, right))
  }
  if (slope < -1 && right !== undefined) {
    const { left: inner, right: outer } = right
    return inner !== undefined && heightOf(inner) > heightOf(outer)
      ? above(inner, above(entry, left, inner.left), above(right, inner.right, outer))
      : above(right, above(entry, left, inner), outer)
  }
  return above(entry, left, right)
}

function above<Key, Value>(
  { key, value }: Node<Key, Value>,
  left: Node<Key, Value> | undefined,
  right: Node<Key, Value> | undefined,
): Node<Key, Value> {
  return { key, value, left, right, height: 1 + Math.max(heightOf(left), heightOf(right)) }
}

function heightOf<Key, Value>(node: Node<Key, Value> | undefined): number {
  return node === undefined ? 0 : node.height
}
