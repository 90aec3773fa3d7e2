import { describe, expect, test } from 'vitest'
import { openAccount } from '../../src/account/account.ts'
import { parsePassword, parsePasswordAttempt } from '../../src/account/password.ts'
import type { Candour, TooManyGuesses } from '../../src/ports/password-guesses.ts'
import { parseDisplayName } from '../../src/shared/display-name.ts'
import { parseEmailAddress } from '../../src/shared/email-address.ts'
import { trustedEntityId } from '../../src/shared/entity-id.ts'
import { instant } from '../../src/shared/instant.ts'
import { Redacted } from '../../src/shared/redacted.ts'
import { err, ok } from '../../src/shared/result.ts'
import { changePassword, type ChangePassword } from '../../src/use-cases/change-password.ts'
import { theValue } from '../shared/the-value.ts'

const NOW = instant(1_704_067_200_000)
const RIGHT = theValue(parsePassword('correct horse'))
const HASH = new Redacted('PasswordHash', '$argon2id$…')
const ada = openAccount(
  {
    id: trustedEntityId('Account', '65ba000000000000000000d1'),
    name: theValue(parseDisplayName('Ada')),
    email: theValue(parseEmailAddress('Ada@Example.com')),
    passwordHash: HASH,
  },
  NOW,
)
const refusal: TooManyGuesses = { type: 'TooManyGuesses', max: 100, retryAfterSeconds: 60 }

type Hasher = 'hashes' | 'is overloaded' | 'is late to look' | 'is late to hash'

/** @returns what was answered, or thrown, and what was asked of the ports, in order */
async function attempt(candour: Candour, password: string, hasher: Hasher = 'hashes') {
  const did: string[] = []
  let stillWaits = true
  const use: ChangePassword = changePassword({
    clock: { now: () => NOW },
    pause: async () => stillWaits,
    accounts: { findById: async () => ada, findByEmail: async () => undefined },
    passwordHasher: {
      hash: async () => {
        did.push('hash the new one')
        stillWaits = hasher !== 'is late to hash'
        return ok(HASH)
      },
      verify: async (given) => {
        did.push('look')
        stillWaits = hasher !== 'is late to look'
        return hasher === 'is overloaded' ? err({ type: 'Overloaded', retryAfterSeconds: 1 }) : ok(given.equals(RIGHT))
      },
    },
    passwordGuesses: {
      begin: (email, network) => {
        did.push(`count for ${email} from ${network}`)
        return { candour, right: () => did.push('right'), withdraw: () => did.push('withdraw') }
      },
    },
    unitOfWork: {
      run: async () => {
        did.push('write')
        throw new Error('no store in this test')
      },
    },
  })
  const command = {
    account: ada.id,
    session: trustedEntityId('Session', '65ba000000000000000000d3'),
    oldPassword: theValue(parsePasswordAttempt(password)),
    newPassword: RIGHT,
    network: 'home',
  }
  const outcome = await use(command).catch((failure: unknown) => failure)
  return { outcome, did }
}

const COUNTED = ['count for ada@example.com from home', 'look']

describe('changing a password', () => {
  test.each<Candour>([{ tells: 'anything' }, { tells: 'success', refusal }, { tells: 'nothing', refusal }])(
    'counts a wrong one against the account, before it is looked at: %j',
    async (candour) => {
      const { outcome, did } = await attempt(candour, 'wrong')
      expect(did).toEqual(COUNTED)
      expect(outcome).toEqual(err(candour.tells === 'anything' ? { type: 'InvalidCredentials' } : refusal))
    },
  )

  test('changes nothing, when nothing may be told', async () => {
    expect(await attempt({ tells: 'nothing', refusal }, 'correct horse')).toEqual({
      outcome: err(refusal),
      did: COUNTED,
    })
  })

  test.each<Candour>([{ tells: 'anything' }, { tells: 'success', refusal }])(
    'with the right one is no guess: %j',
    async (candour) => {
      const { did } = await attempt(candour, 'correct horse')
      expect(did).toEqual([...COUNTED, 'right', 'hash the new one', 'write'])
    },
  )

  test.each<Hasher>(['is overloaded', 'is late to look'])('counts none, when the hasher %s', async (hasher) => {
    const { outcome, did } = await attempt({ tells: 'anything' }, 'wrong', hasher)
    expect(outcome).toMatchObject({ ok: false, error: { type: 'Overloaded' } })
    expect(did).toEqual([...COUNTED, 'withdraw'])
  })

  test('changes nothing, when the new one took longer to hash than anybody waits', async () => {
    const { outcome, did } = await attempt({ tells: 'anything' }, 'correct horse', 'is late to hash')
    expect(outcome).toMatchObject({ ok: false, error: { type: 'Overloaded' } })
    expect(did).toEqual([...COUNTED, 'right', 'hash the new one'])
  })
})
