import { AsyncLocalStorage } from 'node:async_hooks'
import type { TimeLeft } from '@keybox/domain'
import { answeredWithin } from '../connection/time-limit.ts'

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
/** About as long as a command takes on a busy machine: whoever waits for one that hangs waits no longer. */
const PATIENCE_MS = 10

/**
 * Finds that are asked for in one turn of the event loop, or while such a command is under way, sent as one command: a
 * command costs this process and the server many times what one more document in it does. Each is sent after it was asked
 * for, as it would be alone. If the command fails, all of them do. It runs on nobody's account, for as long as any request
 * may take; whoever asked waits for it no longer than they would alone.
 */
export function gatherFinds<Key, Found>(
  finds: Finds<Key, Found>,
  timeLeft: TimeLeft,
): (key: Key) => Promise<Found | undefined> {
  // Of whoever opened the store. Else a command would run in the time of the first who asked, or of one long before.
  const onNobodysAccount = AsyncLocalStorage.snapshot()
  let asked = new Map<string, Asked<Key, Found>>()
  let underWay = 0
  let late: NodeJS.Timeout | undefined

  function send(): void {
    clearTimeout(late)
    const all = [...asked.values()]
    asked = new Map()
    for (let start = 0; start < all.length; start += MOST_AT_ONCE) {
      underWay += 1
      void find(finds, all.slice(start, start + MOST_AT_ONCE)).finally(ended)
    }
  }

  function ended(): void {
    underWay -= 1
    if (underWay === 0) send()
  }

  return (key) => {
    if (asked.size === 0) {
      if (underWay === 0) setImmediate(onNobodysAccount, send)
      else late = setTimeout(onNobodysAccount, PATIENCE_MS, send)
    }
    const name = finds.nameOf(key)
    const same = asked.get(name) ?? { key, outcome: Promise.withResolvers<Found | undefined>() }
    asked.set(name, same)
    return answeredWithin(timeLeft(), same.outcome.promise)
  }
}

interface Asked<Key, Found> {
  readonly key: Key
  readonly outcome: PromiseWithResolvers<Found | undefined>
}

/** Never throws: those who asked are told. */
async function find<Key, Found>(finds: Finds<Key, Found>, asked: readonly Asked<Key, Found>[]): Promise<void> {
  const [first] = asked
  try {
    if (first !== undefined && asked.length === 1) return first.outcome.resolve(await finds.one(first.key))
    const found = await finds.many(asked.map(({ key }) => key))
    for (const { key, outcome } of asked) outcome.resolve(found.get(finds.nameOf(key)))
  } catch (error) {
    for (const { outcome } of asked) outcome.reject(error)
  }
}
