import { describe, expect, test } from 'vitest'
import { openAccount } from '../../src/account/account.ts'
import { parsePassword, parsePasswordAttempt } from '../../src/account/password.ts'
import type { Candour, TooManyGuesses } from '../../src/ports/password-guesses.ts'
import { trustedSecretDigest } from '../../src/ports/secret-digest.ts'
import { parseDisplayName } from '../../src/shared/display-name.ts'
import { emailIdentity, parseEmailAddress, parseEmailAttempt } from '../../src/shared/email-address.ts'
import { trustedEntityId } from '../../src/shared/entity-id.ts'
import { instant } from '../../src/shared/instant.ts'
import { Redacted } from '../../src/shared/redacted.ts'
import { err, ok } from '../../src/shared/result.ts'
import { logIn, type LogIn } from '../../src/use-cases/log-in.ts'
import { signUp } from '../../src/use-cases/sign-up.ts'
import { theValue } from '../shared/the-value.ts'

const NOW = instant(1_704_067_200_000)
const RIGHT = theValue(parsePassword('correct horse'))
const ADA = theValue(parseEmailAddress('ada@example.com'))
const NAME = theValue(parseDisplayName('Ada'))
const HASH = new Redacted('PasswordHash', '$argon2id$…')

const ada = openAccount(
  { id: trustedEntityId('Account', '65ba000000000000000000d1'), name: NAME, email: ADA, passwordHash: HASH },
  NOW,
)
const refusal: TooManyGuesses = { type: 'TooManyGuesses', max: 100, retryAfterSeconds: 60 }

const clock = { now: () => NOW }

interface Watched {
  readonly attempt: (email: string, password: string) => ReturnType<LogIn>
  /** What was asked of the ports since the last look, in order. */
  readonly done: () => readonly string[]
}

function watched(candour: Candour, hasher: 'hashes' | 'is overloaded' | 'is late' | 'fails' = 'hashes'): Watched {
  const did: string[] = []
  const use = logIn({
    clock,
    accounts: {
      findById: async () => undefined,
      findByEmail: async (email) => {
        did.push('look up')
        return email === emailIdentity(ADA) ? ada : undefined
      },
    },
    passwordHasher: {
      hash: async () => ok(HASH),
      verify: async (password, hash) => {
        did.push('hash')
        if (hasher === 'fails') throw new Error('no memory')
        if (hasher === 'is overloaded') return err({ type: 'Overloaded', retryAfterSeconds: 1 })
        return ok(hash !== undefined && password.equals(RIGHT))
      },
    },
    passwordGuesses: {
      begin: (email, network) => {
        did.push('count')
        expect([email.includes('@'), network]).toEqual([true, 'home'])
        return { candour, right: () => did.push('right'), withdraw: () => did.push('withdraw') }
      },
    },
    unitOfWork: {
      run: async () => {
        did.push('begin')
        throw new Error('no session in this test')
      },
    },
    accessTokens: {
      issue: async () => ({ token: new Redacted('AccessToken', 'token'), endsAt: NOW }),
      verify: async () => err({ type: 'InvalidAccessToken' }),
    },
    pause: async () => hasher !== 'is late',
    ids: { next: (kind) => trustedEntityId(kind, '65ba000000000000000000d3') },
    randomBytes: (length) => new Uint8Array(length),
    digestSecret: () => trustedSecretDigest('0'.repeat(64)),
  })
  return {
    attempt: (email, password) =>
      use({
        email: theValue(parseEmailAttempt(email)),
        password: theValue(parsePasswordAttempt(password)),
        network: 'home',
      }),
    done: () => did.splice(0),
  }
}

describe('logging in', () => {
  test.each<[string, Candour]>([
    ['anything may be told', { tells: 'anything' }],
    ['a success may be told', { tells: 'success', refusal }],
    ['nothing may be told', { tells: 'nothing', refusal }],
  ])('does the same for a wrong password as for an unknown email, when %s', async (_name, candour) => {
    const { attempt, done } = watched(candour)
    const wrong = await attempt('ada@example.com', 'wrong')
    expect(done()).toEqual(['count', 'look up', 'hash'])
    expect(await attempt('bob@example.com', 'wrong')).toEqual(wrong)
    expect(done()).toEqual(['count', 'look up', 'hash'])
    expect(wrong).toEqual(err(candour.tells === 'anything' ? { type: 'InvalidCredentials' } : refusal))
  })

  test('does the same for a right password, when nothing may be told', async () => {
    const { attempt, done } = watched({ tells: 'nothing', refusal })
    expect(await attempt('ada@example.com', 'correct horse')).toEqual(err(refusal))
    expect(done()).toEqual(['count', 'look up', 'hash'])
  })

  test.each<Candour>([{ tells: 'anything' }, { tells: 'success', refusal }])(
    'begins a session: %j',
    async (candour) => {
      const { attempt, done } = watched(candour)
      await expect(attempt('ada@example.com', 'correct horse')).rejects.toThrow('no session in this test')
      expect(done()).toEqual(['count', 'look up', 'hash', 'right', 'begin'])
    },
  )

  test('counts no guess that was not looked at', async () => {
    const shed = watched({ tells: 'anything' }, 'is overloaded')
    expect(await shed.attempt('ada@example.com', 'wrong')).toMatchObject({ ok: false, error: { type: 'Overloaded' } })
    expect(shed.done()).toEqual(['count', 'look up', 'hash', 'withdraw'])
    const late = watched({ tells: 'anything' }, 'is late')
    expect(await late.attempt('ada@example.com', 'wrong')).toMatchObject({ ok: false, error: { type: 'Overloaded' } })
    expect(late.done()).toEqual(['count', 'look up', 'hash', 'withdraw'])
    const failing = watched({ tells: 'anything' }, 'fails')
    await expect(failing.attempt('ada@example.com', 'wrong')).rejects.toThrow('no memory')
    expect(failing.done()).toEqual(['count', 'look up', 'hash', 'withdraw'])
  })

  test.each<Candour>([{ tells: 'anything' }, { tells: 'success', refusal }, { tells: 'nothing', refusal }])(
    'begins no session with a right password that took longer than anybody waits: %j',
    async (candour) => {
      const { attempt, done } = watched(candour, 'is late')
      expect(await attempt('ada@example.com', 'correct horse')).toMatchObject({ error: { type: 'Overloaded' } })
      expect(done()).toEqual(['count', 'look up', 'hash', 'withdraw'])
    },
  )
})

/** @returns what was asked of the ports, and what was answered, or thrown */
async function signingUp(stillWaits: boolean) {
  const did: string[] = []
  const use = signUp({
    clock,
    pause: async () => stillWaits,
    ids: { next: (kind) => trustedEntityId(kind, '65ba000000000000000000d2') },
    passwordHasher: {
      hash: async () => {
        did.push('hash')
        return ok(HASH)
      },
      verify: async () => ok(false),
    },
    unitOfWork: {
      run: async () => {
        did.push('write')
        throw new Error('whatever the store finds')
      },
    },
  })
  const outcome = await use({ name: NAME, email: ADA, password: RIGHT }).catch((failure: unknown) => failure)
  return { did, outcome }
}

describe('signing up', () => {
  test('hashes the password before anybody looks whether the email is taken', async () => {
    expect(await signingUp(true)).toEqual({ did: ['hash', 'write'], outcome: new Error('whatever the store finds') })
  })

  test('opens no account when the hash took longer than anybody waits', async () => {
    const { did, outcome } = await signingUp(false)
    expect(outcome).toMatchObject({ ok: false, error: { type: 'Overloaded' } })
    expect(did).toEqual(['hash'])
  })
})
