import { instant, type Clock, type RandomBytes } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

import { cryptoRandomBytes } from '../src/crypto-random-bytes.ts'
import { createIdGenerator } from '../src/id-generator.ts'

const SECOND = Date.UTC(2024, 0, 1) / 1000

function settable(start: number): Clock & { set(epochMs: number): void } {
  let now = instant(start)
  return { now: () => now, set: (epochMs) => (now = instant(epochMs)) }
}

/** 5 bytes of 0xaa for the process, then the given start of the counter. */
const scripted =
  (counter: readonly [number, number, number]): RandomBytes =>
  (count) =>
    count === 5 ? new Uint8Array(5).fill(0xaa) : Uint8Array.from(counter)

describe('id generator', () => {
  it('writes seconds, the process and a counter that starts at random', () => {
    const ids = createIdGenerator({ clock: settable(SECOND * 1000 + 999), randomBytes: scripted([0x12, 0x34, 0x56]) })
    expect(ids.next('Client')).toBe(`${SECOND.toString(16)}aaaaaaaaaa123457`)
    expect(ids.next('Project')).toBe(`${SECOND.toString(16)}aaaaaaaaaa123458`)
  })

  it('grows when the counter overflows within a second', () => {
    const clock = settable(SECOND * 1000)
    const ids = createIdGenerator({ clock, randomBytes: scripted([0xff, 0xff, 0xfe]) })
    expect([ids.next('Client'), ids.next('Client'), ids.next('Client')]).toEqual([
      `${SECOND.toString(16)}aaaaaaaaaaffffff`,
      `${(SECOND + 1).toString(16)}aaaaaaaaaa000000`,
      `${(SECOND + 1).toString(16)}aaaaaaaaaa000001`,
    ])
    clock.set(SECOND * 1000 + 1500)
    expect(ids.next('Client')).toBe(`${(SECOND + 1).toString(16)}aaaaaaaaaa000002`)
  })

  it('grows when the clock steps back, and follows it again once it is ahead', () => {
    const clock = settable(SECOND * 1000)
    const ids = createIdGenerator({ clock, randomBytes: cryptoRandomBytes })
    const made = [ids.next('Client')]
    for (const step of [-3_600_000, -1000, 0, 5000, 1000, 6000]) {
      clock.set(SECOND * 1000 + step)
      made.push(ids.next('Client'))
    }
    expect(made).toEqual([...new Set(made)].toSorted((one, other) => (one < other ? -1 : 1)))
    expect(made.at(-1)?.slice(0, 8)).toBe((SECOND + 6).toString(16))
  })

  it('makes ids that do not meet, in this process or another', () => {
    const clock = settable(SECOND * 1000)
    const made = new Set<string>()
    for (let process = 0; process < 20; process += 1) {
      const ids = createIdGenerator({ clock, randomBytes: cryptoRandomBytes })
      for (let count = 0; count < 5000; count += 1) made.add(ids.next('License'))
    }
    expect(made.size).toBe(100_000)
  })

  it('keeps the form after the year 2106', () => {
    const ids = createIdGenerator({ clock: settable(Date.UTC(2200, 0, 1)), randomBytes: cryptoRandomBytes })
    expect(ids.next('Client')).toMatch(/^[0-9a-f]{24}$/)
  })
})
