import { expect, expectTypeOf, test } from 'vitest'
import { StoreFailure } from '../../src/index.ts'
import type { Pause } from '../../src/ports/pause.ts'
import { err, ok, type Result } from '../../src/shared/result.ts'
import { retryLostRace } from '../../src/use-cases/retry-lost-race.ts'
import { attempts } from './attempts.ts'

type Outcome = Result<string, { readonly type: 'LicenseChanged' } | { readonly type: 'LicenseNotFound' }>

const changed = err({ type: 'LicenseChanged' } as const)

/** Notes how long it was to wait, and waits not at all. */
function notedPauses(goesOn: (paused: number) => boolean = () => true): { pause: Pause; readonly pauses: number[] } {
  const pauses: number[] = []
  const pause: Pause = async (milliseconds) => {
    pauses.push(milliseconds)
    return goesOn(pauses.length)
  }
  return { pause, pauses }
}

function losses(count: number): readonly Outcome[] {
  return Array.from({ length: count }, () => changed)
}

test('given a first attempt that wins, then there is no second', async () => {
  const { pause, pauses } = notedPauses()
  const { next, made } = attempts<Outcome>(ok('won'))
  expect(await retryLostRace('LicenseChanged', pause, next)).toEqual(ok('won'))
  expect(made()).toBe(1)
  expect(pauses).toEqual([])
})

test('given losses, then the second attempt follows at once, and the others after longer and longer pauses', async () => {
  const { pause, pauses } = notedPauses()
  const { next } = attempts<Outcome>(...losses(10), ok('won'))
  expect(await retryLostRace('LicenseChanged', pause, next)).toEqual(ok('won'))
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 100, 100])
})

test('each attempt knows how often it has lost, and begins when the one before has ended', async () => {
  const told: number[] = []
  let running = 0
  await retryLostRace('LicenseChanged', notedPauses().pause, async (lost): Promise<Outcome> => {
    told.push(lost)
    running += 1
    await Promise.resolve()
    expect(running).toBe(1)
    running -= 1
    return lost < 3 ? changed : ok('won')
  })
  expect(told).toEqual([0, 1, 2, 3])
})

test('given another failure, then that ends it, after a loss too', async () => {
  const { next, made } = attempts<Outcome>(changed, err({ type: 'LicenseNotFound' }), ok('never'))
  const result = await retryLostRace('LicenseChanged', notedPauses().pause, next)
  expect(result).toEqual(err({ type: 'LicenseNotFound' }))
  expectTypeOf(result).toEqualTypeOf<Result<string, { readonly type: 'LicenseNotFound' }>>()
  expect(made()).toBe(2)
})

test('given nobody who still waits, then the store was not available', async () => {
  const { pause } = notedPauses((paused) => paused < 3)
  const { next, made } = attempts<Outcome>(...losses(10))
  await expect(retryLostRace('LicenseChanged', pause, next)).rejects.toThrow(
    new StoreFailure('STORE_UNAVAILABLE', 'LicenseChanged at each of 4 attempts; nothing was written'),
  )
  expect(made()).toBe(4)
})

test('given a hundred losses, then the store was not available, after ten seconds of pauses', async () => {
  const { pause, pauses } = notedPauses()
  const { next, made } = attempts<Outcome>(...losses(101))
  await expect(retryLostRace('LicenseChanged', pause, next)).rejects.toMatchObject({
    name: 'StoreFailure',
    code: 'STORE_UNAVAILABLE',
  })
  expect(made()).toBe(100)
  expect(pauses.reduce((total, each) => total + each)).toBe(9227)
})

test('the hundredth attempt still counts', async () => {
  const { next } = attempts<Outcome>(...losses(99), ok('won'))
  expect(await retryLostRace('LicenseChanged', notedPauses().pause, next)).toEqual(ok('won'))
})

test('a throw is passed on, and not retried', async () => {
  let made = 0
  const failing = async (): Promise<Outcome> => {
    made += 1
    throw new TypeError('broken')
  }
  await expect(retryLostRace('LicenseChanged', notedPauses().pause, failing)).rejects.toThrow(new TypeError('broken'))
  expect(made).toBe(1)
})
