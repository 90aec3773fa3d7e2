import { settableClock, sharedCountsInMemory, type SettableClock } from '@keybox/contracts'
import { StoreFailure, type Candour, type EmailIdentity, type PasswordGuesses, type SharedCounts } from '@keybox/domain'
import { describe, expect, test } from 'vitest'
import { ACCOUNT_GUESSES, boundedGuesses, KNOWN_NETWORK_GUESSES } from '../../src/guessing/bounded-guesses.ts'
import { CountExchange, SharedMarks } from '../../src/index.ts'

const DAY = 24 * 60 * 60 * 1000
const ADA = 'ada@example.com' as EmailIdentity

interface Server {
  readonly guesses: PasswordGuesses
  readonly exchange: CountExchange
}

/** As one server among others on a store. */
function join(clock: SettableClock, counts: SharedCounts): Server {
  const shared = { clock, counts, pseudonym: (name: string) => name }
  const exchange = new CountExchange(shared)
  return { exchange, guesses: boundedGuesses({ clock, countExchange: exchange, marks: new SharedMarks(shared) }) }
}

function alone(clock: SettableClock = settableClock()): PasswordGuesses {
  return boundedGuesses({ clock, countExchange: undefined, marks: undefined })
}

function wrong(guesses: PasswordGuesses, times: number, network = 'somewhere'): void {
  for (let guess = 0; guess < times; guess += 1) guesses.begin(ADA, network)
}

async function told(guesses: PasswordGuesses, network: string): Promise<Candour['tells']> {
  return (await guesses.begin(ADA, network).candour).tells
}

describe('guesses at one account', () => {
  test('are bounded, wherever they come from', async () => {
    const guesses = alone()
    for (let guess = 1; guess <= ACCOUNT_GUESSES.max; guess += 1) {
      expect(await told(guesses, `network ${guess}`)).toBe('anything')
    }
    expect(await guesses.begin(ADA, 'another').candour).toEqual({
      tells: 'nothing',
      refusal: { type: 'TooManyGuesses', max: 100, retryAfterSeconds: 3600 },
    })
  })

  test('that were right, or were not looked at, are none', async () => {
    const guesses = alone()
    for (let round = 0; round < ACCOUNT_GUESSES.max; round += 1) {
      guesses.begin(ADA, 'home').right()
      guesses.begin(ADA, 'home').withdraw()
    }
    wrong(guesses, ACCOUNT_GUESSES.max - 1)
    expect(await told(guesses, 'elsewhere')).toBe('anything')
    expect(await told(guesses, 'elsewhere')).toBe('nothing')
  })

  test('from where it is used have a bound of their own, which right ones do not use up', async () => {
    const guesses = alone()
    for (const home of ['home', 'office']) guesses.begin(ADA, home).right()
    wrong(guesses, ACCOUNT_GUESSES.max)
    for (let guess = 1; guess <= KNOWN_NETWORK_GUESSES.max; guess += 1) {
      guesses.begin(ADA, 'home').right()
      expect(await told(guesses, 'home')).toBe('success')
    }
    expect(await told(guesses, 'home')).toBe('nothing')
    expect(await told(guesses, 'office')).toBe('success')
  })
})

describe('the networks of an account', () => {
  test('are the last eight that it was used from', async () => {
    const guesses = alone()
    for (let network = 1; network <= 9; network += 1) guesses.begin(ADA, `network ${network}`).right()
    wrong(guesses, ACCOUNT_GUESSES.max)
    expect(await told(guesses, 'network 1')).toBe('nothing')
    for (let network = 2; network <= 9; network += 1) expect(await told(guesses, `network ${network}`)).toBe('success')
  })

  test('are forgotten when it was not used from there for 30 days', async () => {
    const clock = settableClock()
    const guesses = alone(clock)
    guesses.begin(ADA, 'home').right()
    clock.advance(29 * DAY)
    wrong(guesses, ACCOUNT_GUESSES.max)
    expect(await told(guesses, 'home')).toBe('success')
    clock.advance(DAY)
    wrong(guesses, ACCOUNT_GUESSES.max)
    expect(await told(guesses, 'home')).toBe('nothing')
  })

  test('of 10,000 accounts are remembered, those that were used last', async () => {
    const guesses = alone()
    guesses.begin(ADA, 'home').right()
    for (let other = 1; other < 10_000; other += 1)
      guesses.begin(`${other}@example.com` as EmailIdentity, 'home').right()
    wrong(guesses, ACCOUNT_GUESSES.max)
    expect(await told(guesses, 'home')).toBe('success')
    guesses.begin('one more@example.com' as EmailIdentity, 'home').right()
    expect(await told(guesses, 'home')).toBe('nothing')
  })
})

describe('servers on one store', () => {
  test('count guesses together', async () => {
    const [clock, open] = [settableClock(), sharedCountsInMemory()]
    const [one, two] = [join(clock, open()), join(clock, open())]
    wrong(one.guesses, ACCOUNT_GUESSES.max)
    await one.exchange.exchange()
    expect(await told(two.guesses, 'somewhere')).toBe('anything')
    await two.exchange.exchange()
    expect(await told(two.guesses, 'somewhere')).toBe('nothing')
  })

  test('state nothing of a guess that was taken back, and less where one was', async () => {
    const [clock, open] = [settableClock(), sharedCountsInMemory()]
    const [one, two] = [join(clock, open()), join(clock, open())]
    wrong(one.guesses, ACCOUNT_GUESSES.max - 2)
    const right = one.guesses.begin(ADA, 'home')
    await one.exchange.exchange()
    right.right()
    await one.exchange.exchange()
    two.guesses.begin(ADA, 'somewhere')
    await two.exchange.exchange()
    expect(await told(two.guesses, 'somewhere')).toBe('anything')
    expect(await told(two.guesses, 'somewhere')).toBe('nothing')
  })

  test('know where an account is used, also those that started later', async () => {
    const [clock, open] = [settableClock(), sharedCountsInMemory()]
    join(clock, open()).guesses.begin(ADA, 'home').right()
    clock.advance(29 * DAY)
    const { guesses } = join(clock, open())
    wrong(guesses, ACCOUNT_GUESSES.max)
    expect(await told(guesses, 'home')).toBe('success')
    expect(await told(guesses, 'elsewhere')).toBe('nothing')
  })

  test('tell each other at the next sign-in what the store did not take', async () => {
    const [clock, open] = [settableClock(), sharedCountsInMemory()]
    const counts = open()
    let fails = true
    const { guesses } = join(clock, {
      exchange: async (counted, now) => {
        if (fails) throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
        return counts.exchange(counted, now)
      },
      isCounted: () => Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'gone')),
    })
    guesses.begin(ADA, 'home').right()
    await settled()
    fails = false
    guesses.begin(ADA, 'home').right()
    await settled()
    const later = join(clock, open()).guesses
    for (const server of [guesses, later]) wrong(server, ACCOUNT_GUESSES.max)
    expect(await told(later, 'home')).toBe('success')
    expect(await told(guesses, 'elsewhere')).toBe('nothing')
  })
})

/** Whatever is done in the background without waiting for anything outside has been done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
