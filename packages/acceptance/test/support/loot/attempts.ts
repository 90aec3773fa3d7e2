import { createHmac, hkdfSync } from 'node:crypto'
import type { Reply } from '../http-client.ts'
import type { TestKeyBox } from '../keybox.ts'
import { MINUTE } from '../test-clock.ts'
import type { Candidates } from './candidates.ts'

export interface Victim {
  readonly email: string
  /** A token of theirs: a thief can write its head and its claims from what is stored, and lacks the signature. */
  readonly token: string
}

export interface Outcome {
  readonly attempts: number
  /** What was accepted, by kind: a report must not quote it. */
  readonly accepted: readonly string[]
}

/** What the server made by itself: times and durations, ids of requests, lines of the log. A password is hashed for each try. */
const NO_PASSWORD = /^[\d.:,TZ-]+$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|"/

type Attempt = (text: string) => Promise<boolean>

/** More than this at once would be shed. */
const AT_ONCE = 8
/** Fewer wrong passwords than an account may have in an hour. */
const PASSWORDS_AN_HOUR = 50

/** Shows everything to the server, as whatever it could be. */
export async function tryEverything(
  keybox: TestKeyBox,
  { found, dressed, keys }: Candidates,
  victim: Victim,
): Promise<Outcome> {
  const shown = [...found, ...dressed]
  const bearer: Attempt = async (token) =>
    isTaken(await keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${token}` }))
  const refresh: Attempt = async (refreshToken) => isTaken(await keybox.call('POST', '/auth/refresh', { refreshToken }))
  const licenseKey: Attempt = async (key) => {
    const verdict = await keybox.call('POST', '/validate', { key })
    return isTaken(verdict) && verdict.body['status'] !== 'invalid'
  }
  const password: Attempt = async (text) =>
    isTaken(await keybox.call('POST', '/auth/login', { email: victim.email, password: text }))

  const outcomes = [
    await tryEach('an access token', shown, bearer),
    await tryEach('a signing key', [...new Set(keys.flatMap((key) => forgeries(victim.token, key)))], bearer),
    await tryEach('a refresh token', shown, refresh),
    await tryEach('a licence key', shown, licenseKey),
  ]
  const passwords = found.filter((text) => !NO_PASSWORD.test(text))
  // Last: the clock goes on, so that whatever bounds guesses begins anew, and tokens end.
  for (let next = 0; next < passwords.length; next += PASSWORDS_AN_HOUR) {
    outcomes.push(await tryEach('a password', passwords.slice(next, next + PASSWORDS_AN_HOUR), password))
    keybox.clock.advance(60 * MINUTE)
  }
  return {
    attempts: outcomes.reduce((sum, { attempts }) => sum + attempts, 0),
    accepted: outcomes.flatMap(({ accepted }) => accepted),
  }
}

/** @throws Error for a reply that says nothing of the credential: whoever is told to come back was not refused */
function isTaken({ status, text }: Reply): boolean {
  if (status !== 200 && status !== 400 && status !== 401) throw new Error(`Neither taken nor refused: ${text}`)
  return status === 200
}

async function tryEach(kind: string, texts: readonly string[], attempt: Attempt): Promise<Outcome> {
  const accepted: string[] = []
  for (let next = 0; next < texts.length; next += AT_ONCE) {
    const results = await Promise.all(texts.slice(next, next + AT_ONCE).map(attempt))
    accepted.push(...results.filter(Boolean).map(() => kind))
  }
  return { attempts: texts.length, accepted }
}

/** The victim's token signed anew, with a key and with what is derived from it. */
function forgeries(token: string, key: Buffer): readonly string[] {
  const claims = token.slice(0, token.lastIndexOf('.'))
  const derived = Buffer.from(hkdfSync('sha256', key, new Uint8Array(), 'keybox/1/access-token-signing', 32))
  return [key, derived].map((each) => `${claims}.${createHmac('sha256', each).update(claims).digest('base64url')}`)
}
