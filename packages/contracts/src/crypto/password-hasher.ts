import { parsePassword, Redacted, type Password, type PasswordHash, type PasswordHasher } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

export interface PasswordHasherBounds {
  /** Hashes computed at once. */
  readonly concurrency: number
  /** Hashes that may wait beyond that. */
  readonly queueLimit: number
}

/** Should make hashing cheap: the suite is about what comes out, not about how long it takes. */
export type CreatePasswordHasher = (bounds: PasswordHasherBounds) => PasswordHasher

const ROOMY: PasswordHasherBounds = { concurrency: 2, queueLimit: 100 }

/** What every password hasher does. */
export function passwordHasherContract(create: CreatePasswordHasher): void {
  describe('contract: password-hasher', { timeout: 60_000 }, () => {
    it.each([
      ['plain', 'correct horse battery staple'],
      ['of white space, which is never trimmed', '  \t   \n  '],
      ['in other scripts', 'пароль密码🗝️\u200Dé'],
      ['of 1,024 bytes', 'a'.repeat(1024)],
      ['of 1,024 bytes in 256 characters', '🗝'.repeat(256)],
    ])('knows a password %s again', async (_, text) => {
      const hasher = create(ROOMY)
      const hash = await hashOf(hasher, password(text))
      expect(await hasher.verify(password(text), hash)).toStrictEqual({ ok: true, value: true })
    })

    it.each([
      ['another letter case', 'correct horse', 'Correct horse'],
      ['a space at its end', 'correct horse', 'correct horse '],
      ['one more character', 'correct horse', 'correct horses'],
      ['another spelling of é', 'caf\u00E9-terrasse', 'cafe\u0301-terrasse'],
      ['the last of 1,024 bytes', `${'a'.repeat(1023)}b`, `${'a'.repeat(1023)}c`],
      ['the byte after 72', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
      ['the last of 256 characters of 4 bytes', `${'🗝'.repeat(255)}🔒`, `${'🗝'.repeat(255)}🔓`],
    ])('tells a password from one that differs by %s', async (_, text, other) => {
      const hasher = create(ROOMY)
      const hash = await hashOf(hasher, password(text))
      expect(await hasher.verify(password(other), hash)).toStrictEqual({ ok: true, value: false })
    })

    it('salts: two hashes of one password differ, and both know it', async () => {
      const hasher = create(ROOMY)
      const hashes = [await hashOf(hasher, password('the same one')), await hashOf(hasher, password('the same one'))]
      expect(new Set(hashes.map((hash) => hash.reveal())).size).toBe(2)
      for (const hash of hashes)
        expect(await hasher.verify(password('the same one'), hash)).toMatchObject({ value: true })
    })

    it('gives a PHC string without the password', async () => {
      const hash = await hashOf(create(ROOMY), password('legible-password'))
      expect(hash.reveal()).toMatch(/^\$[a-z0-9-]+\$/)
      expect(hash.reveal()).not.toContain('legible-password')
      expect(hash.reveal()).not.toContain(btoa('legible-password').replaceAll('=', ''))
    })

    it('reads the hashes of another hasher', async () => {
      const hash = await hashOf(create(ROOMY), password('moved to another server'))
      const other = create({ concurrency: 1, queueLimit: 0 })
      expect(await other.verify(password('moved to another server'), hash)).toStrictEqual({ ok: true, value: true })
    })

    it('answers false for the hash of nobody, whatever the password', async () => {
      const hasher = create(ROOMY)
      for (const text of ['anything at all', '', 'undefined']) {
        const answer = await hasher.verify(new Redacted('Password', text), undefined)
        expect(answer).toStrictEqual({ ok: true, value: false })
      }
    })

    it('takes as much work on as it was told, and refuses the rest at once', async () => {
      const hasher = create({ concurrency: 1, queueLimit: 2 })
      const work = Array.from({ length: 10 }, (_, turn) => hasher.hash(password(`password ${turn}`)))
      const results = await Promise.all(work)
      const refused = results.flatMap((result) => (result.ok ? [] : [result.error]))
      expect(refused).toHaveLength(7)
      for (const { type, retryAfterSeconds } of refused) {
        expect(type).toBe('Overloaded')
        expect(Number.isInteger(retryAfterSeconds) && retryAfterSeconds > 0).toBe(true)
      }
    })

    it('counts a check as work, and so one against the hash of nobody', async () => {
      const hasher = create({ concurrency: 1, queueLimit: 0 })
      const hash = await hashOf(hasher, password('somebody there'))
      for (const known of [hash, undefined]) {
        const [first, second] = await Promise.all([
          hasher.verify(password('somebody there'), known),
          hasher.verify(password('somebody there'), known),
        ])
        expect(first).toStrictEqual({ ok: true, value: known !== undefined })
        expect(second).toMatchObject({ ok: false, error: { type: 'Overloaded' } })
      }
    })

    it('takes work on again when what it had is done, a failure included', async () => {
      const hasher = create({ concurrency: 1, queueLimit: 0 })
      const garbled: PasswordHash = new Redacted('PasswordHash', 'no hash at all')
      for (let turn = 0; turn < 5; turn += 1) {
        const failing = await hasher.verify(password('any password'), garbled).catch((error: unknown) => error)
        expect(failing instanceof Error || isFalse(failing)).toBe(true)
        expect((await hasher.hash(password('any password'))).ok).toBe(true)
      }
    })
  })
}

function password(text: string): Password {
  const parsed = parsePassword(text)
  if (!parsed.ok) throw new TypeError(`A test's password ${parsed.error.reason}`)
  return parsed.value
}

async function hashOf(hasher: PasswordHasher, plain: Password): Promise<PasswordHash> {
  const hashed = await hasher.hash(plain)
  if (!hashed.ok) throw new Error(hashed.error.type)
  return hashed.value
}

/** An answer that no password matches: as good as an error for a hash that is none. */
function isFalse(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'value' in answer && answer.value === false
}
