import { describe, expect, it } from 'vitest'
import {
  beginSession,
  hasEnded,
  instant,
  refreshed,
  SESSION_IDLE_MS,
  SESSION_MAX_MS,
  trustedEntityId,
  trustedSecretDigest,
  type Session,
} from '../../src/index.ts'

const BEGAN = instant(Date.UTC(2024, 0, 31, 12))
const id = trustedEntityId('Session', '65a000000000000000000002')
const owner = trustedEntityId('Account', '65a000000000000000000001')
const [family, current, next] = ['a', 'b', 'c'].map((digit) => trustedSecretDigest(digit.repeat(64)))
if (family === undefined || current === undefined || next === undefined) throw new Error('Three digests')
const begun = beginSession({ id, owner, family, current }, BEGAN)
const after = (ms: number) => instant(BEGAN + ms)

describe('a session', () => {
  it('ends when it was not refreshed for 30 days', () => {
    expect(begun.endsAt).toBe(after(30 * 86_400_000))
    expect(hasEnded(begun, after(SESSION_IDLE_MS - 1))).toBe(false)
    expect(hasEnded(begun, after(SESSION_IDLE_MS))).toBe(true)
  })

  it('is given 30 days more with each refresh, and another token', () => {
    const now = after(1000)
    const expected = { ...begun, current: next, refreshedAt: now, endsAt: after(1000 + SESSION_IDLE_MS), revision: 2 }
    expect(refreshed(begun, next, now)).toStrictEqual(expected)
  })

  it('ends after 90 days however often it is refreshed', () => {
    let session: Session = begun
    let refreshes = 0
    while (!hasEnded(session, after(refreshes * SESSION_IDLE_MS * 0.9))) {
      session = refreshed(session, next, after(refreshes * SESSION_IDLE_MS * 0.9))
      refreshes += 1
    }
    expect(session.endsAt).toBe(after(SESSION_MAX_MS))
    expect(refreshes).toBe(4)
  })
})
