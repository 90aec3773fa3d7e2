import { SESSION_IDLE_MS, SESSION_MAX_MS, type Finding, type Instant, type StoredSession } from '@keybox/domain'

import { fault } from './findings.ts'
import { idFaults, timeFaults } from './value-faults.ts'

const DIGEST_FORM = /^[0-9a-f]{64}$/
const REMEDY = 'Delete it: whoever it is of logs in again.'

/** One whose time is over may still be there: stores remove them in their own time. */
export function* sessionFaults(session: StoredSession, now: Instant): Generator<Finding> {
  const { id, owner, ownerExists, family, current, createdAt, refreshedAt, endsAt, revision } = session
  const subject = `session ${id}`
  yield* idFaults(subject, 'Session', '_id', id)
  yield* idFaults(subject, 'Account', 'owner', owner)
  if (!ownerExists) yield fault(subject, `its owner ${owner} is no account`, REMEDY)
  if (!DIGEST_FORM.test(family)) yield fault(subject, 'what it is found by is no digest', REMEDY)
  if (!DIGEST_FORM.test(current)) yield fault(subject, 'what it keeps of its refresh token is no digest', REMEDY)
  yield* timeFaults(subject, 'createdAt', createdAt, now)
  yield* timeFaults(subject, 'refreshedAt', refreshedAt, now)
  const latest = Math.min(refreshedAt + SESSION_IDLE_MS, createdAt + SESSION_MAX_MS)
  if (!(endsAt > refreshedAt && endsAt <= latest)) yield fault(subject, 'it does not end when it should', REMEDY)
  if (!(revision >= 1)) yield fault(subject, 'its revision does not count', REMEDY)
}
