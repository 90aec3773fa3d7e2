import type { FindCursor, ObjectId } from 'mongodb'

/** Together they bound the memory of one stage, whatever the shape of the tree. */
const PARENTS_AT_ONCE = 200
const CHILDREN_AT_ONCE = 1000

export interface Kinship<Entry, Child> {
  /** undefined: the entry is not one that may have children */
  readonly parentId: (entry: Entry) => ObjectId | undefined
  readonly parentIdOf: (child: Child) => ObjectId
  /** The children of these parents, those of one parent in their order. */
  readonly find: (parents: readonly ObjectId[]) => FindCursor<Child>
  readonly toEntry: (child: Child) => Entry
}

/**
 * Merges children into a stream, each right behind its parent. Those of many parents are fetched in one query while they
 * are few, so that a wide tree costs few round trips; where they are many, each parent's are streamed by themselves.
 */
export async function* withChildren<Entry, Child>(
  entries: AsyncIterable<Entry>,
  kinship: Kinship<Entry, Child>,
): AsyncGenerator<Entry> {
  for await (const chunk of chunksOf(entries, PARENTS_AT_ONCE)) {
    const parents = chunk.flatMap((entry) => kinship.parentId(entry) ?? [])
    const childrenOf = parents.length === 0 ? none : await childrenByParent(parents, kinship)
    for (const entry of chunk) {
      yield entry
      const parent = kinship.parentId(entry)
      if (parent === undefined) continue
      for await (const child of childrenOf(parent)) yield kinship.toEntry(child)
    }
  }
}

type ChildrenOf<Child> = (parent: ObjectId) => Iterable<Child> | AsyncIterable<Child>

function none(): readonly never[] {
  return []
}

async function childrenByParent<Entry, Child>(
  parents: readonly ObjectId[],
  { find, parentIdOf }: Kinship<Entry, Child>,
): Promise<ChildrenOf<Child>> {
  // All of one batch and one more than is kept, so that the cursor is over with its first reply.
  const most = CHILDREN_AT_ONCE + 1
  const children = await find(parents).limit(most).batchSize(most).toArray()
  if (children.length > CHILDREN_AT_ONCE) return (parent) => find([parent]).batchSize(CHILDREN_AT_ONCE)
  const families = Map.groupBy(children, (child) => parentIdOf(child).toHexString())
  return (parent) => families.get(parent.toHexString()) ?? []
}

async function* chunksOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let chunk: T[] = []
  for await (const item of items) {
    chunk.push(item)
    if (chunk.length === size) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
