/** How documents are found by something unique. */
export interface Finds<Key, Found> {
  one(key: Key): Promise<Found | undefined>
  /** What there is of these, by `nameOf`. */
  many(keys: readonly Key[]): Promise<ReadonlyMap<string, Found>>
  /** The same for equal keys, and for no others. */
  nameOf(key: Key): string
}

/** Few enough for one of them to wait for the others. */
const MOST_AT_ONCE = 100

/**
 * Finds that are asked for in one turn of the event loop, sent at its end as one command: a command costs this process
 * and the server many times what one more document in it does. Each is sent after it was asked for, as it would be alone.
 * If the command fails, all of them do.
 */
export function gatherFinds<Key, Found>(finds: Finds<Key, Found>): (key: Key) => Promise<Found | undefined> {
  let asked = new Map<string, Asked<Key, Found>>()

  function send(): void {
    const all = [...asked.values()]
    asked = new Map()
    for (let start = 0; start < all.length; start += MOST_AT_ONCE) {
      const some = all.slice(start, start + MOST_AT_ONCE)
      find(some).catch((error: unknown) => {
        for (const { outcome } of some) outcome.reject(error)
      })
    }
  }

  async function find(some: readonly Asked<Key, Found>[]): Promise<void> {
    const [first] = some
    if (first !== undefined && some.length === 1) return first.outcome.resolve(await finds.one(first.key))
    const found = await finds.many(some.map(({ key }) => key))
    for (const { key, outcome } of some) outcome.resolve(found.get(finds.nameOf(key)))
  }

  return (key) => {
    if (asked.size === 0) setImmediate(send)
    const name = finds.nameOf(key)
    const same = asked.get(name) ?? { key, outcome: Promise.withResolvers<Found | undefined>() }
    asked.set(name, same)
    return same.outcome.promise
  }
}

interface Asked<Key, Found> {
  readonly key: Key
  readonly outcome: PromiseWithResolvers<Found | undefined>
}
