import type {
  Account,
  AccountId,
  Client,
  ClientId,
  EmailIdentity,
  License,
  LicenseId,
  Project,
  ProjectId,
  SecretDigest,
  Session,
  SessionId,
} from '@keybox/domain'
import { compareCreations, type Creation } from './creation.ts'
import { NO_REPLIES, type KeptReplies } from './kept-replies.ts'
import { OrderedMap } from './ordered-map.ts'
import { compareEnds, type SessionEnd } from './session-end.ts'
import { compareText } from './text-order.ts'

/** How much one owner has, so that a page of a dashboard need not count it. */
export interface Totals {
  readonly clients: number
  readonly projects: number
}

const NOTHING: Totals = { clients: 0, projects: 0 }

export function totalsOf({ totals }: State, owner: AccountId): Totals {
  return totals.get(owner) ?? NOTHING
}

/**
 * All that a store holds, as one value that never changes. Every map is an index: what a unit of work writes it writes
 * to each that it concerns. The records in them are frozen.
 */
export interface State {
  readonly accounts: OrderedMap<AccountId, Account>
  readonly accountsByEmail: OrderedMap<EmailIdentity, Account>
  readonly sessions: OrderedMap<SessionId, Session>
  readonly sessionsByFamily: OrderedMap<SecretDigest, Session>
  /** Their parent is the owner. */
  readonly sessionsByCreation: OrderedMap<Creation, Session>
  readonly sessionsByEnd: OrderedMap<SessionEnd, Session>
  readonly clients: OrderedMap<ClientId, Client>
  /** By owner and email, as `clientEmail` spells them. */
  readonly clientsByEmail: OrderedMap<string, Client>
  /** Their parent is the owner. */
  readonly clientsByCreation: OrderedMap<Creation, Client>
  /** By owner. */
  readonly totals: OrderedMap<AccountId, Totals>
  readonly projects: OrderedMap<ProjectId, Project>
  /** Their parent is the client. */
  readonly projectsByCreation: OrderedMap<Creation, Project>
  readonly licenses: OrderedMap<LicenseId, License>
  /** By the text of the key. */
  readonly licensesByKey: OrderedMap<string, License>
  /** Their parent is the project. */
  readonly licensesByCreation: OrderedMap<Creation, License>
  readonly replies: KeptReplies
}

export const EMPTY_STATE: State = {
  accounts: OrderedMap.empty<AccountId, Account>(compareText),
  accountsByEmail: OrderedMap.empty<EmailIdentity, Account>(compareText),
  sessions: OrderedMap.empty<SessionId, Session>(compareText),
  sessionsByFamily: OrderedMap.empty<SecretDigest, Session>(compareText),
  sessionsByCreation: OrderedMap.empty(compareCreations),
  sessionsByEnd: OrderedMap.empty(compareEnds),
  clients: OrderedMap.empty<ClientId, Client>(compareText),
  clientsByEmail: OrderedMap.empty(compareText),
  clientsByCreation: OrderedMap.empty(compareCreations),
  totals: OrderedMap.empty<AccountId, Totals>(compareText),
  projects: OrderedMap.empty<ProjectId, Project>(compareText),
  projectsByCreation: OrderedMap.empty(compareCreations),
  licenses: OrderedMap.empty<LicenseId, License>(compareText),
  licensesByKey: OrderedMap.empty(compareText),
  licensesByCreation: OrderedMap.empty(compareCreations),
  replies: NO_REPLIES,
}

/** Gives the state to read. @throws when there is none to read any more: the unit of work is over, the store closed */
export type StateSource = () => State
