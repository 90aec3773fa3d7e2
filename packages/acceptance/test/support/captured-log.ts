import { Writable } from 'node:stream'

/** A log that is kept in memory, for `logDestination`. */
export interface CapturedLog {
  readonly destination: Writable
  text(): string
}

export function capturedLog(): CapturedLog {
  const chunks: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return { destination, text: () => chunks.join('') }
}
