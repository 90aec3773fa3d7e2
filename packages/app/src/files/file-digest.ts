import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** How long a file is, and its SHA-256 in lower-case hex. */
export interface FileDigest {
  readonly bytes: number
  readonly sha256: string
}

/** Reads the file once, in pieces. @throws Error of node:fs */
export async function digestFile(path: string): Promise<FileDigest> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path)) {
    const chunk = piece as Buffer
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
