/**
 * What the contract says a store holds, as plainly as it can be written: lists that are searched from the front. It owes
 * nothing to the domain or to an adapter, so that a mistake of theirs is not repeated here. Times are epoch milliseconds.
 */
export interface Model {
  now: number
  readonly accounts: AccountModel[]
  readonly sessions: SessionModel[]
  readonly clients: ClientModel[]
  readonly projects: ProjectModel[]
  readonly licenses: LicenseModel[]
}

export interface AccountModel {
  readonly id: string
  readonly name: string
  readonly email: string
  password: string
  readonly createdAt: number
  updatedAt: number
}

/** One that was ended is taken off the list. */
export interface SessionModel {
  readonly id: string
  readonly owner: string
  readonly createdAt: number
  endsAt: number
  revision: number
  /** All of them, the one that is good last. */
  readonly refreshTokens: string[]
}

export interface ClientModel {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly email: string
  readonly createdAt: number
}

interface ProjectModel {
  readonly id: string
  readonly owner: string
  readonly client: string
  readonly name: string
  readonly createdAt: number
}

export interface LicenseModel {
  readonly id: string
  readonly key: string
  readonly owner: string
  readonly client: string
  readonly project: string
  readonly duration: number
  readonly services: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
  activation: { readonly machine: string; readonly at: number } | undefined
  revokedAt: number | undefined
  revision: number
  updatedAt: number
}

export function emptyModel(now: number): Model {
  return { now, accounts: [], sessions: [], clients: [], projects: [], licenses: [] }
}

/** A reply: what it is called in the figures of a run, and what every store must have said, to the letter. */
export interface Answer {
  readonly outcome: string
  readonly reply: unknown
}

export function success(value: unknown, outcome = 'ok'): Answer {
  return { outcome, reply: { ok: true, value } }
}

export function failure(type: string): Answer {
  return { outcome: type, reply: { ok: false, error: { type } } }
}

/** Without regard to letter case, whatever the script: in capitals, where Greek has one sigma only. */
export function sameAddress(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase()
}
