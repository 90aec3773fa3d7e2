import { readFileSync } from 'node:fs'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/**
 * How many commits a database's write-ahead log holds: a frame that ends one tells how long the database is after it.
 * https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function commitsIn(path: string): number {
  const log = readFileSync(`${path}-wal`)
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8)
  const salt = log.subarray(16, 24)
  let commits = 0
  for (let frame = HEADER_BYTES; frame + frameBytes <= log.length; frame += frameBytes) {
    // What is left of an earlier round of the log has another salt.
    if (log.readUInt32BE(frame + 4) > 0 && log.subarray(frame + 8, frame + 16).equals(salt)) commits += 1
  }
  return commits
}
