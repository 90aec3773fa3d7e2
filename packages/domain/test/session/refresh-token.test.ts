import { expect, it } from 'vitest'
import {
  digestsOf,
  firstRefreshToken,
  nextRefreshToken,
  parseRefreshToken,
  trustedSecretDigest,
  type DigestSecret,
} from '../../src/index.ts'

const bytes = (count: number) => crypto.getRandomValues(new Uint8Array(count))

/** What was digested is in it, so that it can be looked at. */
const digested: string[] = []
const digest: DigestSecret = (secret) => {
  digested.push(secret.reveal())
  return trustedSecretDigest(String(digested.length).padStart(64, '0'))
}

it('is 65 letters behind a prefix, each of which can be any of 64', () => {
  const drawn = firstRefreshToken((count) => Uint8Array.from({ length: count }, (_, place) => place))
  expect(drawn.reveal()).toBe('kbr_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_A')
  const highest = firstRefreshToken((count) => new Uint8Array(count).fill(255))
  expect(highest.reveal()).toBe(`kbr_${'_'.repeat(65)}`)
})

it('shares 22 letters with the next one of its session, and none of the others by anything but chance', () => {
  const first = firstRefreshToken(bytes)
  const next = nextRefreshToken(first, () => new Uint8Array(43))
  expect(next.reveal()).toBe(first.reveal().slice(0, 26) + 'A'.repeat(43))
  expect(firstRefreshToken(bytes).reveal().slice(0, 26)).not.toBe(first.reveal().slice(0, 26))
})

it('is known by what it shares, and told apart by all of it', () => {
  const token = firstRefreshToken(bytes)
  digested.length = 0
  digestsOf(token, digest)
  expect(digested).toStrictEqual([token.reveal().slice(0, 26), token.reveal()])
})

it('comes back from its text, with white space around it', () => {
  const token = firstRefreshToken(bytes)
  expect(parseRefreshToken(` ${token.reveal()}\n`)?.reveal()).toBe(token.reveal())
})

it.each([
  '',
  'kbr_',
  `kbr_${'a'.repeat(64)}`,
  `kbr_${'a'.repeat(66)}`,
  `KBR_${'a'.repeat(65)}`,
  `kbr_${'ä'.repeat(65)}`,
])('is not any other text: %s', (text) => {
  expect(parseRefreshToken(text)).toBeUndefined()
})

it('is not made from a source that runs dry', () => {
  expect(() => firstRefreshToken(() => new Uint8Array(64))).toThrow(RangeError)
  expect(() => nextRefreshToken(firstRefreshToken(bytes), () => new Uint8Array(42))).toThrow(RangeError)
})
