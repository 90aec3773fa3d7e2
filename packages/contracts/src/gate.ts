import { onTestFinished } from 'vitest'

/** Something that happens once and can be waited for, so that a test orders what runs at once without sleeping. */
export interface Gate {
  /** Resolves once the gate is open. */
  readonly opened: Promise<void>
  /** May be called again: a unit of work may run its callback twice. */
  open(): void
}

/** Inside a test, which opens it at the latest: what waits behind one that failed is not to keep the next tests waiting. */
export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  onTestFinished(() => resolve())
  return { opened: promise, open: () => resolve() }
}
