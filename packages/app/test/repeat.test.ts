import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { repeat } from '../src/repeat.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('pauses before each time, and never does two at once', async () => {
  let times = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  repeat(500, () => {
    times += 1
    return times === 2 ? promise : Promise.resolve()
  })
  await vi.advanceTimersByTimeAsync(499)
  expect(times).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(times).toBe(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(times).toBe(2)
  resolve()
  await vi.advanceTimersByTimeAsync(500)
  expect(times).toBe(3)
})

it('ends when it is told to, also in the middle of the task', async () => {
  let times = 0
  const end = repeat(500, () => {
    times += 1
    end()
    return Promise.resolve()
  })
  await vi.advanceTimersByTimeAsync(5000)
  expect(times).toBe(1)
  repeat(500, () => Promise.reject(new Error('not this one')))()
  await vi.advanceTimersByTimeAsync(5000)
})
