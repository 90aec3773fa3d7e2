/** Whether a read is for a project that is known to exist, or may be made up. */
export type Lane = 'known' | 'stranger'

/**
 * How store reads wait for their turn. At most `limit` run at once, and those of strangers take no more than three
 * quarters of it, so that a flood of made-up keys leaves room for real ones. Within a lane projects take turns: whoever
 * asks for one project's keys by the thousand delays its own. Only so many wait: the rest is refused at once.
 */
export interface ReadLanes {
  /**
   * Runs `read` when its turn has come, never in the caller's own turn. False, and it never runs, where too many of its
   * lane or of its project wait already.
   */
  enqueue(lane: Lane, project: string, read: () => Promise<unknown>): boolean
  /** How many reads are under way. */
  readonly running: number
  /** How many have yet to begin. */
  readonly waiting: number
}

type Waiting = Map<string, (() => Promise<unknown>)[]>

const STRANGERS_SHARE = 0.75

/** For each read at once, how many of one lane may wait: with 32 at once and a store that takes 50 ms, the last waits 1.6 s. */
const WAITING_PER_READ = 32
/** Of these, one project's. */
const PROJECTS_SHARE = 0.25

export function createReadLanes(limit: number): ReadLanes {
  const mostWaiting = limit * WAITING_PER_READ
  const mostOfProject = mostWaiting * PROJECTS_SHARE
  const inLane: Record<Lane, number> = { known: 0, stranger: 0 }
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
    inLane[lane] -= 1
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
      return inLane.known + inLane.stranger
    },
    enqueue(lane, project, read) {
      const queue = waiting[lane].get(project)
      if (inLane[lane] >= mostWaiting || (queue?.length ?? 0) >= mostOfProject) return false
      inLane[lane] += 1
      if (queue === undefined) waiting[lane].set(project, [read])
      else queue.push(read)
      if (scheduled) return true
      scheduled = true
      void Promise.resolve().then(startSome)
      return true
    },
  }
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
