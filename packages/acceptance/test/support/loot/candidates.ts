import type { StoredValue } from '../stored-values.ts'

/** What a thief has: the bytes of the database, its fields, the log and the configuration. */
export interface Loot {
  readonly bytes: Buffer
  readonly values: readonly StoredValue[]
  readonly texts: readonly string[]
}

/** What a thief tries, as it was found and put into the forms that the server takes. */
export interface Candidates {
  /** Everything of the length of a credential that can be read, and every string of bytes in hex, base64 and base64url. */
  readonly found: readonly string[]
  /** Dressed as licence keys and refresh tokens, each from what looks like a digest or a seal. */
  readonly dressed: readonly string[]
  /** That could be the key that tokens are signed with, or the secret that it comes from. */
  readonly keys: readonly Buffer[]
}

/** Shorter is no credential: a password has eight characters. Longer than a token with its claims is a page of text. */
const LENGTH = { min: 8, max: 600 }
const PRINTABLE = /[\x20-\x7e]{8,}/g
const QUOTES = /["'`]/
/** What stands around values in JSON, in URLs and in settings. */
const AROUND = /[\s"'`,;:=(){}[\]<>\\/?&|]+/
const ENCODED = /^(?:[0-9a-f]{32,}|[\w+/-]{22,}={0,2})$/i

export function candidatesIn({ bytes, values, texts }: Loot): Candidates {
  const written = [bytes.toString('latin1'), ...texts].flatMap((text) => text.match(PRINTABLE) ?? [])
  const fields = values.filter((value) => typeof value === 'string')
  const binary = values.filter((value) => typeof value !== 'string').map((value) => Buffer.from(value))
  const spelt = binary.flatMap((value) => [
    value.toString('hex'),
    value.toString('base64'),
    value.toString('base64url'),
  ])
  const words = written.flatMap((run) => [run, ...run.split(QUOTES), ...run.split(AROUND)])
  const found = distinct([...words, ...fields, ...spelt]).filter(
    ({ length }) => length >= LENGTH.min && length <= LENGTH.max,
  )
  const encoded = found.filter((text) => ENCODED.test(text))
  const projects = distinct(bytes.toString('latin1').match(/KB-[0-9a-f]{24}/gi) ?? [])
  const ids = distinct([
    ...fields.filter((text) => /^[0-9a-f]{24}$/.test(text)),
    ...projects.map((key) => key.slice(3)),
  ])
  return {
    found,
    dressed: distinct([...encoded, ...spelt].flatMap((text) => [...asLicenseKeys(text, ids), ...asRefreshToken(text)])),
    keys: [...binary, ...found.map((text) => Buffer.from(text)), ...encoded.flatMap(decodings)],
  }
}

function asLicenseKeys(text: string, ids: readonly string[]): readonly string[] {
  const symbols = text.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
  if (symbols.length < 12) return []
  const segments = [symbols.slice(0, 4), symbols.slice(4, 8), symbols.slice(8, 12)].join('-')
  return ids.map((id) => `KB-${id}-${segments}`)
}

/** 65 letters after the prefix, repeated where there are too few. */
function asRefreshToken(text: string): readonly string[] {
  const letters = text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return letters.length < 22 ? [] : [`kbr_${letters.repeat(3).slice(0, 65)}`]
}

function decodings(text: string): readonly Buffer[] {
  return [Buffer.from(text, 'hex'), Buffer.from(text, 'base64')].filter(({ length }) => length >= 16)
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
