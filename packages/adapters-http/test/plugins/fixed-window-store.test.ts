import { expect, test } from 'vitest'
import { settableClock } from '@keybox/contracts'
import { FixedWindowStore } from '../../src/plugins/fixed-window-store.ts'

const MINUTE = 60_000

test('a window starts with its first request, and later ones do not move its end', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock)
  expect(store.count('a', MINUTE)).toEqual({ current: 1, ttl: MINUTE })
  clock.advance(50_000)
  expect(store.count('a', MINUTE)).toEqual({ current: 2, ttl: 10_000 })
  clock.advance(9999)
  expect(store.count('a', MINUTE)).toEqual({ current: 3, ttl: 1 })
  clock.advance(1)
  expect(store.count('a', MINUTE)).toEqual({ current: 1, ttl: MINUTE })
})

test('clients are counted apart', () => {
  const store = new FixedWindowStore(settableClock())
  store.count('a', MINUTE)
  expect(store.count('b', MINUTE)).toEqual({ current: 1, ttl: MINUTE })
})

test('a clock that is set back starts a new window instead of a longer one', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock)
  store.count('a', MINUTE)
  clock.advance(-3_600_000)
  expect(store.count('a', MINUTE)).toEqual({ current: 1, ttl: MINUTE })
})

test('windows that are over are forgotten', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock)
  for (let client = 0; client < 1000; client += 1) store.count(`old${client}`, MINUTE)
  clock.advance(MINUTE)
  store.count('new', MINUTE)
  expect(store.size).toBe(1)
})

test('memory is bounded: only the oldest window goes to make room', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock, 3)
  for (const client of ['a', 'b', 'c', 'd']) store.count(client, MINUTE)
  expect(store.size).toBe(3)
  expect(store.count('b', MINUTE).current).toBe(2)
  expect(store.count('d', MINUTE).current).toBe(2)
  expect(store.count('a', MINUTE).current).toBe(1)
})

test('room is made for many at once, so that not each of them has to look for the oldest', () => {
  const store = new FixedWindowStore(settableClock(), 100)
  for (let client = 0; client < 101; client += 1) store.count(String(client), MINUTE)
  expect(store.size).toBe(91)
  expect(store.count('10', MINUTE).current).toBe(2)
  for (let client = 101; client < 110; client += 1) store.count(String(client), MINUTE)
  expect(store.size).toBe(100)
  expect(store.count('10', MINUTE).current).toBe(3)
  expect(store.count('9', MINUTE).current).toBe(1)
})

test('windows that are over are looked for once a window at most', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock)
  store.count('first', MINUTE)
  clock.advance(1)
  store.count('second', MINUTE)
  clock.advance(MINUTE - 1)
  store.count('third', MINUTE)
  expect(store.size).toBe(2)
  clock.advance(1)
  store.count('fourth', MINUTE)
  expect(store.size).toBe(3)
  expect(store.count('second', MINUTE)).toEqual({ current: 1, ttl: MINUTE })
  clock.advance(MINUTE - 1)
  store.count('fifth', MINUTE)
  expect(store.size).toBe(3)
})

test('what was counted elsewhere counts here, in a window that began with the earlier of the two', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock)
  const began = clock.now()
  clock.advance(10_000)
  store.count('a', MINUTE)
  store.learn('a', { start: began, count: 3 }, MINUTE)
  expect(store.count('a', MINUTE)).toEqual({ current: 5, ttl: 50_000 })
  expect(store.ownCount('a', MINUTE)).toEqual({ start: began, count: 2 })
  store.learn('a', { start: clock.now(), count: 4 }, MINUTE)
  expect(store.count('a', MINUTE)).toEqual({ current: 7, ttl: 50_000 })
  clock.advance(50_000)
  expect(store.ownCount('a', MINUTE)).toBeUndefined()
  expect(store.count('a', MINUTE)).toEqual({ current: 1, ttl: MINUTE })
})

test('what was counted elsewhere in a window that is over, or of a client that is forgotten, counts for nothing', () => {
  const clock = settableClock()
  const store = new FixedWindowStore(clock)
  const began = clock.now()
  clock.advance(MINUTE)
  store.count('a', MINUTE)
  for (const client of ['a', 'b']) store.learn(client, { start: began, count: 3 }, MINUTE)
  expect(store.count('a', MINUTE)).toEqual({ current: 2, ttl: MINUTE })
  expect(store.size).toBe(1)
})
