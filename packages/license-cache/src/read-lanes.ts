/** Whether a read is for a project that is known to exist, or may be made up. */
export type Lane = 'known' | 'stranger'

/**
 * How store reads wait for their turn. At most `limit` run at once, and those of strangers take no more than three
 * quarters of it, so that a flood of made-up keys leaves room for real ones. Within a lane projects take turns: whoever
 * asks for one project's keys by the thousand delays its own.
 */
export interface ReadLanes {
  /** Runs `read` when its turn has come, never in the caller's own turn. */
  enqueue(lane: Lane, project: string, read: () => Promise<unknown>): void
  /** How many reads are under way. */
  readonly running: number
  /** How many have yet to begin. */
  readonly waiting: number
}

type Waiting = Map<string, (() => Promise<unknown>)[]>

const STRANGERS_SHARE = 0.75

export function createReadLanes(limit: number): ReadLanes {
  const waiting: Readonly<Record<Lane, Waiting>> = { known: new Map(), stranger: new Map() }
  const running: Record<Lane, number> = { known: 0, stranger: 0 }
  const strangersLimit = Math.max(1, Math.floor(limit * STRANGERS_SHARE))
  let scheduled = false

  function startSome(): void {
    scheduled = false
    while (running.known + running.stranger < limit) {
      if (start('known')) continue
      if (running.stranger >= strangersLimit || !start('stranger')) return
    }
  }

  function start(lane: Lane): boolean {
    const read = takeNext(waiting[lane])
    if (read === undefined) return false
    running[lane] += 1
    const ended = (): void => {
      running[lane] -= 1
      startSome()
    }
    void read().then(ended, ended)
    return true
  }

  return {
    get running() {
      return running.known + running.stranger
    },
    get waiting() {
      return count(waiting.known) + count(waiting.stranger)
    },
    enqueue(lane, project, read) {
      const queue = waiting[lane].get(project)
      if (queue === undefined) waiting[lane].set(project, [read])
      else queue.push(read)
      if (scheduled) return
      scheduled = true
      void Promise.resolve().then(startSome)
    },
  }
}

function count(waiting: Waiting): number {
  return waiting.values().reduce((sum, queue) => sum + queue.length, 0)
}

/** The first of the project whose turn it is, which then goes to the end. */
function takeNext(waiting: Waiting): (() => Promise<unknown>) | undefined {
  const turn = waiting.entries().next().value
  if (turn === undefined) return undefined
  const [project, queue] = turn
  const read = queue.shift()
  waiting.delete(project)
  if (queue.length > 0) waiting.set(project, queue)
  return read
}
