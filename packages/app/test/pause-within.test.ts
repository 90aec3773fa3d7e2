import { expect, it } from 'vitest'

import { pauseWithin } from '../src/pause-within.ts'

it('a pause is as long as was asked for, and whoever asked for the work still waits', async () => {
  expect(await pauseWithin(() => 1000)(1)).toBe(true)
})

it('a pause of no length tells whether they do', async () => {
  expect(await pauseWithin(() => 1)(0)).toBe(true)
  expect(await pauseWithin(() => 0)(0)).toBe(false)
})

it('a pause ends with the time of whoever asked for the work', { timeout: 5000 }, async () => {
  let left = 1
  const pause = pauseWithin(() => {
    const now = left
    left = 0
    return now
  })
  expect(await pause(60_000)).toBe(false)
  expect(await pause(60_000)).toBe(false)
})
