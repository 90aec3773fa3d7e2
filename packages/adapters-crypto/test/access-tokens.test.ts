import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'

import { instant, Redacted, trustedEntityId, type AccessToken } from '@keybox/domain'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'

import { createAccessTokens } from '../src/access-tokens.ts'
import { deriveBytes, deriveKey, keyIdOf } from '../src/derived-key.ts'
import { generateMasterSecret } from '../src/master-secret.ts'

const secret = generateMasterSecret()
const tokens = createAccessTokens(secret)
const account = trustedEntityId('Account', '65a000000000000000000001')
const session = trustedEntityId('Session', '65a000000000000000000002')
const begun = { id: session, owner: account, revision: 1 }
const NOW = instant(Date.UTC(2024, 0, 31, 12))
const SECOND = Math.floor(NOW / 1000)
const MINUTES = 60_000

const HEADER = { alg: 'HS256', typ: 'keybox-access+jwt', kid: keyIdOf(secret) }
const CLAIMS = {
  iss: 'keybox',
  aud: 'keybox-api',
  sub: account,
  sid: session,
  jti: `${session}.1`,
  iat: SECOND,
  exp: SECOND + 1800,
}

const asToken = (text: string): AccessToken => new Redacted('AccessToken', text)
const verify = (text: string, now = NOW) => tokens.verify(asToken(text), now)
const INVALID = { ok: false, error: { type: 'InvalidAccessToken' } }

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** Signed with the true key, whatever the header and the claims say. */
function forge(header: object, claims: object): string {
  const input = `${encode(header)}.${encode(claims)}`
  const key = deriveKey(secret, 'tokenSigning')
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

describe('access tokens', () => {
  it('say whose they are, from whom, for what and for how long, and nothing more', async () => {
    const [header = '', payload = ''] = (await tokens.issue(begun, NOW)).token.reveal().split('.')
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(HEADER)
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual(CLAIMS)
  })

  it('are valid for every server on the same secret', async () => {
    const { token } = await tokens.issue(begun, NOW)
    expect(await createAccessTokens(secret).verify(token, NOW)).toEqual({ ok: true, value: { account, session } })
    expect(await createAccessTokens(generateMasterSecret()).verify(token, NOW)).toEqual(INVALID)
  })

  it('end at exactly 30 minutes', async () => {
    const token = (await tokens.issue(begun, NOW)).token.reveal()
    expect((await verify(token, instant(NOW + 30 * MINUTES - 1))).ok).toBe(true)
    expect(await verify(token, instant(NOW + 30 * MINUTES))).toEqual(INVALID)
  })

  it('never live longer than 30 minutes, whatever the fraction of a second they were issued at', async () => {
    const issuedAt = instant(NOW + 999)
    const token = (await tokens.issue(begun, issuedAt)).token.reveal()
    expect((await verify(token, instant(issuedAt + 30 * MINUTES - 1000))).ok).toBe(true)
    expect(await verify(token, instant(issuedAt + 30 * MINUTES))).toEqual(INVALID)
  })

  it('go by the time they are asked about, not by the machine', async () => {
    const longAgo = instant(Date.UTC(1999, 0, 1))
    const { token } = await tokens.issue(begun, longAgo)
    expect((await tokens.verify(token, longAgo)).ok).toBe(true)
  })
})

describe('access tokens refuse', () => {
  it('nothing about a well-made token (or the cases below would prove nothing)', async () => {
    expect(await verify(forge(HEADER, CLAIMS))).toEqual({ ok: true, value: { account, session } })
  })

  it.each<[string, object]>([
    ['another type', { ...HEADER, typ: 'JWT' }],
    ['no type', { alg: 'HS256' }],
    ['an algorithm in another letter case', { ...HEADER, alg: 'hs256' }],
    ['no algorithm', { typ: HEADER.typ }],
    ['the name of another algorithm', { ...HEADER, alg: 'HS512' }],
    ['alg none over a good signature', { ...HEADER, alg: 'none' }],
    ['a critical extension', { ...HEADER, crit: ['exp'], exp: 1 }],
  ])('a header with %s', async (_name, header) => {
    expect(await verify(forge(header, CLAIMS))).toEqual(INVALID)
  })

  it.each<[string, object]>([
    ['another issuer', { iss: 'somebody' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'another-api' }],
    ['no audience', { aud: undefined }],
    ['no subject', { sub: undefined }],
    ['a subject that is no id', { sub: 'admin' }],
    ['a subject in upper case', { sub: account.toUpperCase().replace('65A', 'ABC') }],
    ['a subject with white space', { sub: ` ${account}` }],
    ['a subject that is a number', { sub: 42 }],
    ['no session, as before there were any', { sid: undefined }],
    ['a session that is no id', { sid: 'admin' }],
    ['a session that is a number', { sid: 42 }],
    ['no name', { jti: undefined }],
    ['no time of issue', { iat: undefined }],
    ['a time of issue that is a text', { iat: String(SECOND) }],
    ['no end', { exp: undefined }],
    ['an end that is a text', { exp: String(SECOND + 1800) }],
    ['an end that has come', { exp: SECOND }],
    ['a start in the future', { nbf: SECOND + 1 }],
  ])('claims with %s', async (_name, change) => {
    expect(await verify(forge(HEADER, { ...CLAIMS, ...change }))).toEqual(INVALID)
  })

  it('other algorithms, made as they should be', async () => {
    const raw = deriveBytes(secret, 'tokenSigning', 32)
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const sign = (alg: string, key: Uint8Array | KeyObject) =>
      new SignJWT(CLAIMS).setProtectedHeader({ alg, typ: HEADER.typ }).sign(key)
    // Longer hashes want longer keys; what is tried is that the algorithm alone is refused.
    const long = Buffer.concat([raw, raw])
    expect(await verify(await sign('HS512', long))).toEqual(INVALID)
    expect(await verify(await sign('HS384', long))).toEqual(INVALID)
    expect(await verify(await sign('RS256', privateKey))).toEqual(INVALID)
    expect(await verify(new UnsecuredJWT(CLAIMS).encode())).toEqual(INVALID)
    expect(await verify(`${encode({ ...HEADER, alg: 'none' })}.${encode(CLAIMS)}.`)).toEqual(INVALID)
  })

  it('every other spelling of a token', async () => {
    const token = (await tokens.issue(begun, NOW)).token.reveal()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const spellings = [
      '',
      ' ',
      '.',
      '..',
      'garbage',
      'Ä.Ä.Ä',
      ` ${token}`,
      `${token} `,
      `${token}\n`,
      `${token}=`,
      `${token}.`,
      `${token}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}. ${signature}`,
      `${header} .${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -1)}`,
      JSON.stringify({ protected: header, payload, signature }),
    ]
    for (const spelling of spellings) expect(await verify(spelling), spelling).toEqual(INVALID)
  })

  it('a token with any one character changed', async () => {
    const token = (await tokens.issue(begun, NOW)).token.reveal()
    for (let at = 0; at < token.length; at += 1) {
      for (const character of ['A', 'B', '_', '9']) {
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        if (changed !== token) expect(await verify(changed), `${at}: ${character}`).toEqual(INVALID)
      }
    }
  })
})

describe('access tokens while one secret replaces another', () => {
  const next = generateMasterSecret()
  let signing = keyIdOf(secret)
  const rotating = createAccessTokens(next, { previous: secret, signsUnder: () => signing })
  const valid = { ok: true, value: { account, session } }

  it('are signed under the secret that is written under, and good under both', async () => {
    signing = keyIdOf(secret)
    const { token: before } = await rotating.issue(begun, NOW)
    expect(await tokens.verify(before, NOW)).toEqual(valid)
    signing = keyIdOf(next)
    const { token: after } = await rotating.issue(begun, NOW)
    expect(await tokens.verify(after, NOW)).toEqual(INVALID)
    for (const token of [before, after]) expect(await rotating.verify(token, NOW)).toEqual(valid)
  })

  it('of the secret before are good for nothing once it is not configured any more', async () => {
    const { token: old } = await tokens.issue(begun, NOW)
    const renamed = asToken(forge({ ...HEADER, kid: keyIdOf(next) }, CLAIMS))
    const unnamed = asToken(forge({ alg: HEADER.alg, typ: HEADER.typ }, CLAIMS))
    for (const token of [old, renamed, unnamed]) {
      expect(await createAccessTokens(next).verify(token, NOW)).toEqual(INVALID)
    }
  })

  it.each([undefined, '', 'unknown', '__proto__', 7, null, {}])('naming the secret %j are refused', async (kid) => {
    const forged = asToken(forge({ ...HEADER, kid }, CLAIMS))
    for (const each of [tokens, rotating]) expect(await each.verify(forged, NOW)).toEqual(INVALID)
  })
})
