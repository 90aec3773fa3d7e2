import { parsePassword, type Password, type PasswordHash } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

import { createPasswordHasher } from '../src/password-hasher.ts'

const cheap = { memoryKiB: 1024, passes: 1, parallelism: 1 }

function password(text: string): Password {
  const parsed = parsePassword(text)
  if (!parsed.ok) throw new Error(parsed.error.reason)
  return parsed.value
}

async function hashOf(hasher: ReturnType<typeof createPasswordHasher>, text: string): Promise<PasswordHash> {
  const hashed = await hasher.hash(password(text))
  if (!hashed.ok) throw new Error(hashed.error.type)
  return hashed.value
}

describe('password hasher', () => {
  it('is Argon2id at 19 MiB, 2 passes, 1 lane out of the box', async () => {
    const hash = await hashOf(createPasswordHasher(), 'correct horse')
    const [, algorithm, version, cost = ''] = hash.reveal().split('$')
    expect([algorithm, version]).toEqual(['argon2id', 'v=19'])
    expect(new Set(cost.split(','))).toEqual(new Set(['m=19456', 't=2', 'p=1']))
  })

  it('verifies a hash by the cost it was made at', async () => {
    const old = await hashOf(createPasswordHasher({ cost: cheap }), 'correct horse')
    const hasher = createPasswordHasher({ cost: { ...cheap, passes: 2 } })
    expect(await hasher.verify(password('correct horse'), old)).toEqual({ ok: true, value: true })
    expect(await hasher.verify(password('correct hors!'), old)).toEqual({ ok: true, value: false })
  })

  it('never cuts a password: byte 1,024 counts', async () => {
    const hasher = createPasswordHasher({ cost: cheap })
    const hash = await hashOf(hasher, 'x'.repeat(1024))
    expect(await hasher.verify(password('x'.repeat(1024)), hash)).toEqual({ ok: true, value: true })
    expect(await hasher.verify(password(`${'x'.repeat(1023)}y`), hash)).toEqual({ ok: true, value: false })
    expect(await hasher.verify(password('x'.repeat(1023)), hash)).toEqual({ ok: true, value: false })
  })

  it('says no for an account that does not exist, also before anything else was asked', async () => {
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => createPasswordHasher({ cost: cheap }).verify(password('whatever'), undefined)),
    )
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ ok: true, value: false })))
  })

  it('refuses what is beyond its queue, says when to come back, and recovers', async () => {
    const hasher = createPasswordHasher({ cost: cheap, concurrency: 1, queueLimit: 2 })
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => hasher.hash(password('correct horse'))))
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, ...Array.from({ length: 7 }, () => false)])
    expect(outcomes[9]).toEqual({ ok: false, error: { type: 'Overloaded', retryAfterSeconds: 1 } })
    expect((await hasher.hash(password('correct horse'))).ok).toBe(true)
  })

  it('throws for a hash that is none, without the password in the text', async () => {
    const hasher = createPasswordHasher({ cost: cheap })
    const broken = await hashOf(hasher, 'correct horse')
    Object.defineProperty(broken, 'reveal', { value: () => 'not a hash' })
    const failure: unknown = await hasher.verify(password('battery staple'), broken).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).not.toContain('battery staple')
  })
})
