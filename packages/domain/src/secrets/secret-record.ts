import { err, ok, type Result } from '../shared/result.ts'

/** What a store keeps about the secrets that its records are under, each by the check value of its vault. */
export interface SecretRecord {
  /** New records are under this one. */
  readonly written: string
  /** Records that were not resealed yet are under this one; undefined: there are none. */
  readonly read?: string | undefined
  /** About to be written under: who does not know it is not let in any more. */
  readonly next?: string | undefined
}

/** The check values of the secrets that a server is configured with. */
export interface ConfiguredSecrets {
  readonly configured: string
  readonly previous?: string | undefined
}

/** Why a server with these secrets would call honest keys unknown, or others' would. */
export type SecretMismatch =
  | 'OTHER_SECRET' // it knows none of the store's
  | 'PREVIOUS_MISSING' // there are records under the secret before
  | 'NEW_MISSING' // others write under a secret that it does not know, or are about to
  | 'SWAPPED' // it knows both, but takes the old one for the new

/** Whether a server with these secrets finds everything in the store, and whatever will be written to it. */
export function admitSecrets(
  record: SecretRecord | undefined,
  { configured, previous }: ConfiguredSecrets,
): Result<void, SecretMismatch> {
  if (record === undefined) return ok()
  const known = new Set([configured, previous])
  const needed = [record.written, record.read, record.next].filter((checkValue) => checkValue !== undefined)
  if (!needed.every((checkValue) => known.has(checkValue))) return err(missing(record, configured))
  return needed.length === 1 || configured === targetOf(record) ? ok() : err('SWAPPED')
}

/** What the store is moved to, where it holds records under another secret. */
function targetOf({ written, next }: SecretRecord): string {
  return next ?? written
}

function missing({ written, read, next }: SecretRecord, configured: string): SecretMismatch {
  if (written === configured && next === undefined) return 'PREVIOUS_MISSING'
  return configured === (read ?? written) ? 'NEW_MISSING' : 'OTHER_SECRET'
}

/** One readable line that says what to do. @param place what the store is called: `The database …` */
export function secretMismatchMessage(mismatch: SecretMismatch, place: string): string {
  return `${place} ${REMEDIES[mismatch]}`
}

const REMEDIES: Readonly<Record<SecretMismatch, string>> = {
  OTHER_SECRET:
    'was filled under another KEYBOX_SECRET: start with the one it was filled under ' +
    '(to change it, set KEYBOX_SECRET_PREVIOUS to that one: docs/rotation.md)',
  PREVIOUS_MISSING:
    'holds records under the secret before this one: set KEYBOX_SECRET_PREVIOUS to that one until npm run reseal has finished',
  NEW_MISSING:
    'is being moved to a new secret: set KEYBOX_SECRET to the new one, and KEYBOX_SECRET_PREVIOUS to the one before',
  SWAPPED:
    'is being moved to the secret that is in KEYBOX_SECRET_PREVIOUS: it has to be in KEYBOX_SECRET, and the other there',
}
