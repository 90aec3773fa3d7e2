import { gate } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import { createReadLanes } from '../src/read-lanes.ts'

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Reads that note their turn and end when the test says so. */
function reads() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const read = (name: string) => async (): Promise<void> => {
    const end = gate()
    begun.push(name)
    ends.set(name, () => end.open())
    await end.opened
  }
  return { begun, read, end: (name: string) => ends.get(name)?.() }
}

describe('the lanes of store reads', () => {
  it('leave room for known projects however many strangers there are', async () => {
    const lanes = createReadLanes(4)
    const { begun, read } = reads()
    for (let stranger = 0; stranger < 100; stranger += 1)
      lanes.enqueue('stranger', `made up ${stranger}`, read('stranger'))
    await settle()
    expect(begun).toHaveLength(3)
    lanes.enqueue('known', 'real', read('real'))
    await settle()
    expect(begun).toStrictEqual(['stranger', 'stranger', 'stranger', 'real'])
  })

  it('let projects take turns', async () => {
    const lanes = createReadLanes(1)
    const { begun, read, end } = reads()
    for (const name of ['a1', 'a2', 'a3', 'b1']) lanes.enqueue('known', name.charAt(0), read(name))
    for (const name of ['a1', 'b1', 'a2', 'a3']) {
      await settle()
      expect(begun.at(-1)).toBe(name)
      end(name)
    }
  })

  it('refuse what would wait behind too many, of a lane or of one project', async () => {
    const lanes = createReadLanes(1)
    const { read } = reads()
    const taken = (lane: 'known' | 'stranger', project: (index: number) => string): number =>
      Array.from({ length: 100 }, (_, index) => lanes.enqueue(lane, project(index), read('any'))).filter(Boolean).length
    expect(taken('known', () => 'one')).toBe(8)
    expect(taken('known', (index) => `project ${index}`)).toBe(24)
    expect(taken('stranger', (index) => `made up ${index}`)).toBe(32)
    expect(lanes.waiting).toBe(64)
    await settle()
    expect(lanes.enqueue('known', 'another', read('any'))).toBe(true)
  })

  it('go on after a read that failed', async () => {
    const lanes = createReadLanes(1)
    const { begun, read } = reads()
    lanes.enqueue('known', 'a', () => Promise.reject(new Error('down')))
    lanes.enqueue('known', 'a', read('next'))
    await settle()
    expect(begun).toStrictEqual(['next'])
  })
})
