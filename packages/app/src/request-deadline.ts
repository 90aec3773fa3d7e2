import { AsyncLocalStorage } from 'node:async_hooks'

import type { RequestTime } from '@keybox/adapters-http'
import type { TimeLeft } from '@keybox/domain'

/** Until when a request is worked on: begun where requests come in, known wherever a store is asked on its behalf. */
export interface RequestDeadline {
  readonly start: () => RequestTime
  readonly timeLeft: TimeLeft
}

/**
 * Carried by the runtime from the request to the store (https://nodejs.org/api/async_context.html): between the two lie
 * use cases and ports that have no business with it. Work that no request began has all of the time, each piece anew.
 */
export function createRequestDeadline(
  deadlineMs: number,
  monotonic: () => number = () => performance.now(),
): RequestDeadline {
  const ends = new AsyncLocalStorage<number>()
  return {
    start: () => {
      let leftMs = deadlineMs
      let end = 0
      return {
        run(work) {
          end = monotonic() + leftMs
          ends.run(end, work)
        },
        pause() {
          leftMs = end - monotonic()
        },
      }
    },
    timeLeft: () => {
      const end = ends.getStore()
      return end === undefined ? deadlineMs : end - monotonic()
    },
  }
}
