import { expect, expectTypeOf, test } from 'vitest'
import { err, ok, type Result } from '../../src/shared/result.ts'
import { drawFreeKey } from '../../src/use-cases/draw-free-key.ts'
import { attempts } from './attempts.ts'

const taken = err({ type: 'LicenseKeyTaken' } as const)
type Outcome = Result<string, { readonly type: 'LicenseKeyTaken' } | { readonly type: 'NotFound' }>

test('given a first key that is free, then there is no second', async () => {
  const { next, made } = attempts<Outcome>(ok('stored'))
  expect(await drawFreeKey(next)).toEqual(ok('stored'))
  expect(made()).toBe(1)
})

test('given another failure, then that ends it, after a key that was taken too', async () => {
  const { next, made } = attempts<Outcome>(taken, err({ type: 'NotFound' }), ok('never'))
  const result = await drawFreeKey(next)
  expect(result).toEqual(err({ type: 'NotFound' }))
  expectTypeOf(result).toEqualTypeOf<Result<string, { readonly type: 'NotFound' }>>()
  expect(made()).toBe(2)
})

test('the hundredth key still counts', async () => {
  const { next } = attempts<Outcome>(...Array.from({ length: 99 }, () => taken), ok('stored'))
  expect(await drawFreeKey(next)).toEqual(ok('stored'))
})

test('given a hundred keys that are taken, then the random source is broken', async () => {
  const { next, made } = attempts<Outcome>(...Array.from({ length: 101 }, () => taken))
  await expect(drawFreeKey(next)).rejects.toThrow('Gave up after 100 licence keys that were each taken')
  expect(made()).toBe(100)
})
