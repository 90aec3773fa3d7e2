import {
  parseDisplayName,
  parseEmailAddress,
  parseTermMonths,
  trustedEntityId,
  trustedMachineId,
  type DisplayName,
  type EmailAddress,
  type EntityId,
  type EntityKind,
  type MachineId,
  type Result,
  type TermMonths,
} from '@keybox/domain'

/** @throws TypeError when the text is no name: a mistake in the test */
export function displayName(text: string): DisplayName {
  return valid(parseDisplayName(text))
}

/** @throws TypeError when the text is no address: a mistake in the test */
export function emailAddress(text: string): EmailAddress {
  return valid(parseEmailAddress(text))
}

/** @throws TypeError when the number is no term: a mistake in the test */
export function termMonths(months: number): TermMonths {
  return valid(parseTermMonths(months))
}

/** The digest of a machine that no other call gives. */
export function aMachine(): MachineId {
  return trustedMachineId(sequence().toString(16).padStart(64, '0'))
}

// Random, so that two processes that test against one database server do not meet.
const RUN = Math.floor(Math.random() * 2 ** 40)
  .toString(16)
  .padStart(10, '0')
let last = 0

/** 1, 2, 3 …: no number twice in one process. */
export function sequence(): number {
  last += 1
  return last
}

/** An id that no other call gives; those of one process grow. */
export function anId<Kind extends EntityKind>(kind: Kind): EntityId<Kind> {
  return trustedEntityId(kind, `${RUN}${sequence().toString(16).padStart(14, '0')}`)
}

function valid<T>(parsed: Result<T, { readonly reason: string }>): T {
  if (!parsed.ok) throw new TypeError(`A test value ${parsed.error.reason}`)
  return parsed.value
}
