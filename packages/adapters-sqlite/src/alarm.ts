/** A timer that is running, until it rings or is cancelled. */
export interface Alarm {
  /** Starts the wait anew. Does nothing once it rang or was cancelled. */
  restart(): void
  cancel(): void
}

/** Calls `ring` once, `afterMs` milliseconds from now. A port, so that tests decide when time has passed. */
export type SetAlarm = (afterMs: number, ring: () => void) => Alarm

export const timerAlarm: SetAlarm = (afterMs, ring) => {
  let over = false
  const timeout = setTimeout(() => {
    over = true
    ring()
  }, afterMs)
  return {
    restart: () => {
      // Timeout.refresh() would bring a timer back that has fired.
      if (!over) timeout.refresh()
    },
    cancel: () => {
      over = true
      clearTimeout(timeout)
    },
  }
}

export function pause(setAlarm: SetAlarm, ms: number): Promise<void> {
  return new Promise((resolve) => {
    setAlarm(ms, resolve)
  })
}

/** `promise`, or a throw of what `late` gives when that takes longer than `ms` milliseconds. */
export async function within<T>(setAlarm: SetAlarm, ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const alarm = setAlarm(ms, () => reject(late()))
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    alarm.cancel()
  }
}
