import type { LogDestination } from './logging.ts'

/** pino's level `error` (https://getpino.io/#/docs/api?id=loggerlevel-string-gettersetter). */
const ERROR = 50

/** With this, pino tells the level of each line before it writes it (https://getpino.io/#/docs/api?id=metadata). */
const METADATA: unique symbol = Symbol.for('pino.metadata')

interface LeveledDestination extends LogDestination {
  readonly [METADATA]: true
  lastLevel: number
}

/**
 * The process's standard output: whatever is written within one turn of the event loop goes out as one write, in order,
 * and what is left when the process ends goes out then. Failures go out at once, with what waits: why a request failed is
 * in the log before anybody is told that it did, whatever becomes of the process. A reader that goes away does not take
 * the server with it.
 */
export function standardOutput(): LogDestination {
  let waiting = ''

  function flush(): void {
    if (waiting === '') return
    process.stdout.write(waiting)
    waiting = ''
  }

  process.stdout.on('error', () => {})
  process.on('exit', flush)
  const output: LeveledDestination = {
    [METADATA]: true,
    lastLevel: 0,
    write(line) {
      if (waiting === '') setImmediate(flush)
      waiting += line
      if (output.lastLevel >= ERROR) flush()
    },
  }
  return output
}
