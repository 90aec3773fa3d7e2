import { constants } from 'node:os'
import { isatty } from 'node:tty'

export type TerminationSignal = 'SIGTERM' | 'SIGINT'

/** Ctrl-C in a terminal reaches this process twice: from the terminal, and once more from npm above it. */
const ONE_KEYPRESS_MS = 500

/**
 * Calls `stop` at the first SIGTERM or SIGINT. The second one is from somebody who will not wait: the process exits at
 * once, with 128 plus the signal's number as shells have it.
 */
export function onTermination(stop: (signal: TerminationSignal) => void): void {
  let first: { readonly signal: TerminationSignal; readonly at: number } | undefined

  function receive(signal: TerminationSignal): void {
    const at = performance.now()
    if (first === undefined) {
      first = { signal, at }
      stop(signal)
      return
    }
    const samePress = signal === 'SIGINT' && first.signal === 'SIGINT' && at - first.at < ONE_KEYPRESS_MS
    if (samePress && isatty(0)) return
    process.exit(128 + constants.signals[signal])
  }

  process.on('SIGTERM', receive)
  process.on('SIGINT', receive)
}
