import { describe, expect, expectTypeOf, test } from 'vitest'
import { err, ok, type Result } from '../../src/shared/result.ts'
import { retryConflicts } from '../../src/use-cases/retry-conflicts.ts'

type Outcome = Result<string, { readonly type: 'Lost' } | { readonly type: 'NotFound' }>

/** Gives the outcomes one after the other and counts how many were asked for. */
function attempts(...outcomes: Outcome[]): { readonly next: () => Promise<Outcome>; readonly made: () => number } {
  let made = 0
  return {
    next: async () => {
      made += 1
      return outcomes[made - 1] ?? err({ type: 'Lost' })
    },
    made: () => made,
  }
}

const lost = err({ type: 'Lost' } as const)

describe('retrying lost races', () => {
  test('given a first attempt that wins, then there is no second', async () => {
    const { next, made } = attempts(ok('won'))
    expect(await retryConflicts('Lost', next)).toEqual({ ok: true, value: 'won' })
    expect(made()).toBe(1)
  })

  test('given some that lose, then the first to win ends it', async () => {
    const { next, made } = attempts(lost, lost, ok('won'), ok('never'))
    expect(await retryConflicts('Lost', next)).toEqual({ ok: true, value: 'won' })
    expect(made()).toBe(3)
  })

  test('given another failure, then that ends it, after a loss too', async () => {
    const { next, made } = attempts(lost, err({ type: 'NotFound' }), ok('never'))
    const result = await retryConflicts('Lost', next)
    expect(result).toEqual({ ok: false, error: { type: 'NotFound' } })
    expectTypeOf(result).toEqualTypeOf<Result<string, { readonly type: 'NotFound' }>>()
    expect(made()).toBe(2)
  })

  test('the hundredth attempt still counts', async () => {
    const { next } = attempts(...Array.from({ length: 99 }, () => lost), ok('won'))
    expect(await retryConflicts('Lost', next)).toEqual({ ok: true, value: 'won' })
  })

  test('given a hundred that lose, then it gives up and says so', async () => {
    const { next, made } = attempts()
    await expect(retryConflicts('Lost', next)).rejects.toThrow('Gave up after 100 attempts that each ended in Lost')
    expect(made()).toBe(100)
  })

  test('a throw is passed on, and not retried', async () => {
    let made = 0
    const failing = async (): Promise<Outcome> => {
      made += 1
      throw new TypeError('broken')
    }
    await expect(retryConflicts('Lost', failing)).rejects.toThrow(new TypeError('broken'))
    expect(made).toBe(1)
  })

  test('attempts follow each other, never side by side', async () => {
    let running = 0
    let most = 0
    let made = 0
    await retryConflicts('Lost', async () => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      made += 1
      return made < 10 ? lost : ok('won')
    })
    expect(most).toBe(1)
  })
})
