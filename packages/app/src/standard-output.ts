import type { LogDestination } from './logging.ts'

/**
 * The process's standard output: whatever is written within one turn of the event loop goes out as one write, in order,
 * and what is left when the process ends goes out then. A reader that goes away does not take the server with it.
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
  return {
    write(line) {
      if (waiting === '') setImmediate(flush)
      waiting += line
    },
  }
}
