import {
  emailIdentity,
  parseDisplayName,
  parseEmailAddress,
  parseEntityId,
  type EntityKind,
  type Finding,
  type Instant,
  type StoredRecord,
} from '@keybox/domain'

import { fault } from './findings.ts'

/** A clock that was set right since may have been that far ahead; beyond, a time is one that never was. */
const AHEAD_MS = 3_600_000
const MAX_EPOCH_MS = 8.64e15

export function* idFaults(subject: string, kind: EntityKind, name: string, id: string): Generator<Finding> {
  const parsed = parseEntityId(kind, id)
  if (!parsed.ok || parsed.value !== id) yield fault(subject, `its ${name} is no id: 24 lower-case hexadecimal digits`)
}

/** What accounts, clients and projects have in common. */
export function* recordFaults(
  subject: string,
  kind: EntityKind,
  record: StoredRecord,
  now: Instant,
): Generator<Finding> {
  yield* idFaults(subject, kind, '_id', record.id)
  const name = parseDisplayName(record.name)
  if (!name.ok) yield fault(subject, `its name ${name.error.reason}`)
  yield* timeFaults(subject, 'createdAt', record.createdAt, now)
  yield* timeFaults(subject, 'updatedAt', record.updatedAt, now)
}

/** An address, and the form that uniqueness goes by. */
export function* emailFaults(
  subject: string,
  stored: { readonly email: string; readonly emailIdentity: string },
): Generator<Finding> {
  const email = parseEmailAddress(stored.email)
  if (!email.ok) yield fault(subject, `its email ${email.error.reason}`)
  else if (emailIdentity(email.value) !== stored.emailIdentity) {
    yield fault(subject, 'what its email is found by does not follow from the email, so that it may be taken twice')
  }
}

export function* timeFaults(subject: string, name: string, time: number, now: Instant): Generator<Finding> {
  if (!isTime(time)) yield fault(subject, `its ${name} is no time`)
  else if (time > now + AHEAD_MS) {
    const remedy = 'See to the clock of the server that wrote it, then correct the record.'
    yield fault(subject, `its ${name} is in the future, ${new Date(time).toISOString()}`, remedy)
  }
}

export function isTime(time: number): boolean {
  return Number.isInteger(time) && Math.abs(time) <= MAX_EPOCH_MS
}
