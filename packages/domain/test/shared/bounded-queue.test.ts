import { describe, expect, it } from 'vitest'

import { createBoundedQueue } from '../../src/shared/bounded-queue.ts'

const OVERLOADED = { ok: false, error: { type: 'Overloaded', retryAfterSeconds: 7 } }

/** Work that runs until it is told how it ends, and writes down when it began. */
function observed() {
  const began: number[] = []
  const ends = new Map<number, PromiseWithResolvers<number>>()
  return {
    began,
    work: (id: number) => () => {
      began.push(id)
      const end = Promise.withResolvers<number>()
      ends.set(id, end)
      return end.promise
    },
    finish: (id: number) => ends.get(id)?.resolve(id),
    fail: (id: number) => ends.get(id)?.reject(new Error(`work ${id}`)),
  }
}

describe('bounded queue', () => {
  it('runs so much at once, the rest in order of arrival, and refuses what is beyond', async () => {
    const queue = createBoundedQueue({ concurrency: 2, queueLimit: 2, retryAfterSeconds: 7 })
    const { began, work, finish } = observed()
    const [first, second, third, fourth, fifth] = [1, 2, 3, 4, 5].map((id) => queue.run(work(id)))
    expect(await fifth).toEqual(OVERLOADED)
    expect(began).toEqual([1, 2])
    finish(2)
    expect(await second).toEqual({ ok: true, value: 2 })
    await expect.poll(() => began).toEqual([1, 2, 3])
    finish(1)
    await first
    await expect.poll(() => began).toEqual([1, 2, 3, 4])
    finish(3)
    finish(4)
    expect(await third).toEqual({ ok: true, value: 3 })
    expect(await fourth).toEqual({ ok: true, value: 4 })
  })

  it('refuses whose turn comes too late, and goes on with those who came after', async () => {
    let now = 0
    const patience = { limitMs: 5000, now: () => now }
    const queue = createBoundedQueue({ concurrency: 1, queueLimit: 2, retryAfterSeconds: 7, patience })
    const { began, work, finish } = observed()
    const first = queue.run(work(1))
    const late = queue.run(work(2))
    await expect.poll(() => began).toEqual([1])
    now = 4000
    const third = queue.run(work(3))
    now = 5001
    finish(1)
    expect(await first).toEqual({ ok: true, value: 1 })
    expect(await late).toEqual(OVERLOADED)
    await expect.poll(() => began).toEqual([1, 3])
    finish(3)
    expect(await third).toEqual({ ok: true, value: 3 })
  })

  it('takes work again once there is room', async () => {
    const queue = createBoundedQueue({ concurrency: 1, queueLimit: 0, retryAfterSeconds: 7 })
    const { began, work, finish } = observed()
    const first = queue.run(work(1))
    expect(await queue.run(work(2))).toEqual(OVERLOADED)
    await expect.poll(() => began).toEqual([1])
    finish(1)
    await first
    expect(await queue.run(() => Promise.resolve('again'))).toEqual({ ok: true, value: 'again' })
  })

  it('hands the place of failed work on', async () => {
    const queue = createBoundedQueue({ concurrency: 1, queueLimit: 1, retryAfterSeconds: 7 })
    const { began, work, finish, fail } = observed()
    const first = queue.run(work(1))
    const second = queue.run(work(2))
    await expect.poll(() => began).toEqual([1])
    fail(1)
    await expect(first).rejects.toThrow('work 1')
    await expect.poll(() => began).toEqual([1, 2])
    finish(2)
    expect(await second).toEqual({ ok: true, value: 2 })
  })
})
