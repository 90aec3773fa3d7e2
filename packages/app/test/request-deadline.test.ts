import { setImmediate } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { createRequestDeadline } from '../src/request-deadline.ts'

describe('a request', () => {
  it('has its time, whatever was awaited meanwhile, and others have theirs', async () => {
    const elapsed = { ms: 0 }
    const { start, timeLeft } = createRequestDeadline(10_000, () => elapsed.ms)
    const seen: number[] = []
    const look = async (): Promise<void> => {
      await setImmediate()
      seen.push(timeLeft())
    }
    const looks: Promise<void>[] = []
    start().run(() => looks.push(look()))
    elapsed.ms = 4000
    start().run(() => looks.push(look()))
    elapsed.ms = 11_000
    await Promise.all(looks)
    expect(seen).toStrictEqual([-1000, 3000])
  })

  it('loses none of it in a pause', () => {
    const elapsed = { ms: 0 }
    const { start, timeLeft } = createRequestDeadline(10_000, () => elapsed.ms)
    const time = start()
    const seen: number[] = []
    time.run(() => seen.push(timeLeft()))
    elapsed.ms = 1000
    time.pause()
    elapsed.ms = 60_000
    time.run(() => seen.push(timeLeft()))
    expect(seen).toStrictEqual([10_000, 9000])
  })

  it('is not what everything is done for: other work has all of the time', () => {
    expect(createRequestDeadline(10_000).timeLeft()).toBe(10_000)
  })
})
