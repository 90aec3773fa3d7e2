import { randomBytes } from 'node:crypto'

import { invalidValue, ok, Redacted, type InvalidValue, type Result } from '@keybox/domain'

/** The one secret that every key in use is derived from: its UTF-8 bytes, at least 32. */
export type MasterSecret = Redacted<'MasterSecret'>

export const MASTER_SECRET_MIN_BYTES = 32

/** 256 random bits as 43 characters of base64url: more than 32 bytes, and safe in a file or a shell variable. */
export function generateMasterSecret(): MasterSecret {
  return new Redacted('MasterSecret', randomBytes(32).toString('base64url'))
}

/** Takes the text as it is, white space and all: two programs given the same text must come to the same keys. */
export function parseMasterSecret(text: string): Result<MasterSecret, InvalidValue> {
  if (!text.isWellFormed()) return invalidValue('must be well-formed Unicode')
  const bytes = Buffer.byteLength(text, 'utf8')
  return bytes >= MASTER_SECRET_MIN_BYTES
    ? ok(new Redacted('MasterSecret', text))
    : invalidValue(`must be at least ${MASTER_SECRET_MIN_BYTES} bytes long, and is ${bytes}`)
}
