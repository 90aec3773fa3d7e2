import type { EntityKind } from '@keybox/domain'

/** Ids are made so that they do not meet: one that is there already is a fault of the program, not an answer. */
export class DuplicateId extends Error {
  constructor(kind: EntityKind) {
    super(`The store has a ${kind} of that id already`)
    this.name = 'DuplicateId'
  }
}
