import type { StoreFailure } from '@keybox/domain'

/** Watches that a read gets on: how long it may take in all is nobody's business here, but no step of it may hang. */
export interface Progress {
  /** Ends what the store is being asked when a step takes too long. */
  readonly signal: AbortSignal
  /** Takes one step. While none is under way no time passes: then it is the reader who is slow. */
  step<T>(take: () => Promise<T>): Promise<T>
  end(): void
}

/** @param firstMs how long the first step may take, in milliseconds; @param nextMs each one after it */
export function watchProgress(firstMs: number, nextMs: number, tooSlow: () => StoreFailure): Progress {
  const controller = new AbortController()
  let stepping = false
  const stop = (): void => {
    if (stepping) controller.abort(tooSlow())
  }
  let timer = setTimeout(stop, firstMs)
  let isFirst = true

  return {
    signal: controller.signal,
    async step(take) {
      // One timer for all steps but the first: a tree has a hundred thousand.
      if (!isFirst) timer.refresh()
      stepping = true
      try {
        return await take()
      } finally {
        stepping = false
        if (isFirst) {
          isFirst = false
          clearTimeout(timer)
          timer = setTimeout(stop, nextMs)
        }
      }
    },
    end: () => clearTimeout(timer),
  }
}
