import type { Alarm, SetAlarm } from '../../src/alarm.ts'

/** Alarms that ring when the test says so. */
export interface ManualAlarms {
  readonly setAlarm: SetAlarm
  /** Rings every alarm that was set for `afterMs` and is still running. */
  ring(afterMs: number): void
  /** How many are running. */
  count(): number
}

export function manualAlarms(): ManualAlarms {
  const running = new Map<Alarm, { readonly afterMs: number; readonly ring: () => void }>()
  return {
    setAlarm: (afterMs, ring) => {
      const alarm: Alarm = { restart: () => undefined, cancel: () => running.delete(alarm) }
      running.set(alarm, { afterMs, ring })
      return alarm
    },
    ring: (afterMs) => {
      // One that rings may cancel others, or set new ones that are not to ring this time.
      const due = Array.from(running).filter(([, set]) => set.afterMs === afterMs)
      for (const [alarm, set] of due) if (running.delete(alarm)) set.ring()
    },
    count: () => running.size,
  }
}
