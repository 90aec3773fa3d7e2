import {
  err,
  instant,
  ok,
  Redacted,
  type AccessToken,
  type AccessTokenClaims,
  type AccessTokens,
  type Instant,
  type Ok,
  type Session,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aSession } from '../builders/a-session.ts'
import { aSecret, type SuiteSecret } from './suite-secret.ts'

export type CreateAccessTokens = (secret: SuiteSecret) => AccessTokens

const ISSUED = instant(Date.UTC(2024, 5, 1, 12))
const LIFETIME_MS = 30 * 60 * 1000
const INVALID = err({ type: 'InvalidAccessToken' })

/** What every maker of access tokens does. */
export function accessTokensContract(create: CreateAccessTokens): void {
  describe('contract: access-tokens', { timeout: 60_000 }, () => {
    const tokens = create(aSecret('tokens'))

    it('gives back whose token it is, the same for every maker over the same secret', async () => {
      const session = aSession()
      const { token } = await tokens.issue(session, ISSUED)
      expect(await tokens.verify(token, ISSUED)).toStrictEqual(claimsOf(session))
      expect(await create(aSecret('tokens')).verify(token, ISSUED)).toStrictEqual(claimsOf(session))
    })

    it('tells accounts and sessions apart', async () => {
      const one = aSession()
      for (const other of [one, aSession(), aSession({ owner: one.owner })]) {
        const { token } = await tokens.issue(other, ISSUED)
        expect(await tokens.verify(token, ISSUED)).toStrictEqual(claimsOf(other))
      }
    })

    it('gives each revision of a session a token of its own, in the same second', async () => {
      const session = aSession()
      const issued = [session, { ...session, revision: 2 }].map((each) => tokens.issue(each, ISSUED))
      const texts = (await Promise.all(issued)).map(({ token }) => token.reveal())
      expect(new Set(texts).size).toBe(2)
    })

    it('gives a token that a header can hold, in the form of a JWT', async () => {
      const { token } = await tokens.issue(aSession(), ISSUED)
      expect(token.reveal()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    })

    it('ends exactly 30 minutes after it was issued, by the clock it is given', async () => {
      const session = aSession()
      const { token, endsAt } = await tokens.issue(session, ISSUED)
      expect(endsAt).toBe(after(LIFETIME_MS))
      expect(await tokens.verify(token, after(LIFETIME_MS - 1))).toStrictEqual(claimsOf(session))
      expect(await tokens.verify(token, after(LIFETIME_MS))).toStrictEqual(INVALID)
      expect(await tokens.verify(token, after(1_000 * LIFETIME_MS))).toStrictEqual(INVALID)
    })

    it('never lasts longer when it was issued within a second, and hardly shorter', async () => {
      const session = aSession()
      const { token, endsAt } = await tokens.issue(session, after(567))
      expect(await tokens.verify(token, instant(endsAt - 1))).toStrictEqual(claimsOf(session))
      expect(await tokens.verify(token, endsAt)).toStrictEqual(INVALID)
      expect(await tokens.verify(token, after(567 + LIFETIME_MS - 1_000))).toStrictEqual(claimsOf(session))
      expect(await tokens.verify(token, after(567 + LIFETIME_MS))).toStrictEqual(INVALID)
    })

    it('refuses a token made under another secret', async () => {
      const { token } = await create(aSecret('another')).issue(aSession(), ISSUED)
      expect(await tokens.verify(token, ISSUED)).toStrictEqual(INVALID)
    })

    it('refuses a token with any character changed, taken away or added', async () => {
      const text = (await tokens.issue(aSession(), ISSUED)).token.reveal()
      for (let at = 0; at < text.length; at += 1) {
        const other = text[at] === 'A' ? 'B' : 'A'
        const forged = [
          `${text.slice(0, at)}${other}${text.slice(at + 1)}`,
          `${text.slice(0, at)}${text.slice(at + 1)}`,
          `${text.slice(0, at)} ${text.slice(at)}`,
        ]
        for (const each of forged) expect(await tokens.verify(aToken(each), ISSUED)).toStrictEqual(INVALID)
      }
    })

    it('refuses every other spelling of its last character, whose spare bits sign nothing', async () => {
      const text = (await tokens.issue(aSession(), ISSUED)).token.reveal()
      for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        const spelling = `${text.slice(0, -1)}${letter}`
        if (spelling !== text) expect(await tokens.verify(aToken(spelling), ISSUED)).toStrictEqual(INVALID)
      }
    })

    it('refuses the parts of two tokens put together', async () => {
      const mine = (await tokens.issue(aSession(), ISSUED)).token.reveal().split('.')
      const theirs = (await tokens.issue(aSession(), ISSUED)).token.reveal().split('.')
      const mixed = aToken([mine[0], theirs[1], mine[2]].join('.'))
      expect(await tokens.verify(mixed, ISSUED)).toStrictEqual(INVALID)
    })

    it.each(['none', 'None', 'HS384', 'HS512', 'RS256', 'ES256', '', null])(
      'refuses a token that claims the algorithm %j, signed or not',
      async (alg) => {
        const [header = '', payload = '', signature = ''] = (await tokens.issue(aSession(), ISSUED)).token
          .reveal()
          .split('.')
        const claimed = { ...(JSON.parse(atob(base64(header))) as object), alg }
        const forged = `${base64url(JSON.stringify(claimed))}.${payload}`
        expect(await tokens.verify(aToken(`${forged}.`), ISSUED)).toStrictEqual(INVALID)
        expect(await tokens.verify(aToken(`${forged}.${signature}`), ISSUED)).toStrictEqual(INVALID)
      },
    )

    it.each([
      ['nothing', ''],
      ['dots', '..'],
      ['too few parts', 'a.b'],
      ['too many parts', 'a.b.c.d.e'],
      ['no base64', '!.!.!'],
      ['JSON', '{"sub":"65a000000000000000000001"}'],
      ['a lone surrogate', '\uD800.\uD800.\uD800'],
      ['U+0000', 'a\u0000.b.c'],
      ['a great deal', 'a'.repeat(100_000)],
      ['an empty header', `${btoa('{}')}.${btoa('{}')}.${btoa('x')}`],
    ])('refuses %s', async (_, text) => {
      expect(await tokens.verify(aToken(text), ISSUED)).toStrictEqual(INVALID)
    })
  })
}

function claimsOf({ owner, id }: Session): Ok<AccessTokenClaims> {
  return ok({ account: owner, session: id })
}

function aToken(text: string): AccessToken {
  return new Redacted('AccessToken', text)
}

function after(milliseconds: number): Instant {
  return instant(ISSUED + milliseconds)
}

function base64(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/')
}

function base64url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
