import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
/** A text of so many bytes has its place made in advance; a licence key has 42. */
const USUAL_BYTES = 128

/**
 * HMAC-SHA-256 (RFC 2104) of UTF-8 texts under a key of at most 64 bytes. By two hashes over blocks that are ready but for
 * the text: making an Hmac object takes longer than what it computes, and a buffer that comes out of OpenSSL longer than
 * a text that is copied into one.
 */
export function hmacSha256(key: Uint8Array): (text: string) => Uint8Array {
  if (key.length > BLOCK_BYTES) throw new RangeError('A longer key would have to be hashed first')
  const inner = Buffer.concat([padded(key, 0x36), Buffer.alloc(USUAL_BYTES)])
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(DIGEST_BYTES)])
  return (text) => {
    outer.write(hash('sha256', innerMessage(inner, text), 'latin1'), BLOCK_BYTES, 'latin1')
    return Buffer.from(hash('sha256', outer, 'latin1'), 'latin1')
  }
}

function innerMessage(prepared: Buffer, text: string): Uint8Array {
  // At most three bytes of UTF-8 for each UTF-16 unit.
  if (text.length > USUAL_BYTES / 3) {
    return Buffer.concat([prepared.subarray(0, BLOCK_BYTES), Buffer.from(text, 'utf8')])
  }
  return prepared.subarray(0, BLOCK_BYTES + prepared.write(text, BLOCK_BYTES))
}

/** A block of the key and zeros, each byte combined with `pad`. */
function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad)
  for (const [at, byte] of key.entries()) block[at] = byte ^ pad
  return block
}
