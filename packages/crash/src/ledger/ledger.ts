import { isSettled, type Write } from './write.ts'

/** What the clients of a run wanted, and what they were told: the audit compares the store with it. */
export interface Ledger {
  readonly accounts: AccountEntry[]
}

/** `id` and whatever else the server chooses is there once it has been acknowledged. */
export interface AccountEntry {
  readonly write: Write
  readonly name: string
  readonly email: string
  id?: string
  readonly clients: ClientEntry[]
}

export interface ClientEntry {
  readonly write: Write
  readonly account: AccountEntry
  readonly name: string
  readonly email: string
  id?: string
  createdAt?: string
  readonly projects: ProjectEntry[]
}

export interface ProjectEntry {
  readonly write: Write
  readonly client: ClientEntry
  readonly name: string
  id?: string
  createdAt?: string
  /** The first came with the project, by the same write. */
  readonly licenses: LicenseEntry[]
}

export interface LicenseTerms {
  /** Whole months. */
  readonly duration: number
  readonly services: readonly string[]
}

export interface LicenseEntry {
  readonly write: Write
  readonly project: ProjectEntry
  readonly terms: LicenseTerms
  id?: string
  key?: string
  issuedAt?: string
  expiresAt?: string
  readonly activations: ActivationEntry[]
  /** In the order in which they were sent: one after the other. */
  readonly revocations: RevocationEntry[]
  /** The highest that an audit has seen. */
  revision: number
}

export interface ActivationEntry {
  readonly write: Write
  readonly machine: string
}

export interface RevocationEntry {
  readonly write: Write
  readonly revoked: boolean
}

/** The machines that were told that they have it; more than one is a lie. */
export function acknowledgedMachines({ activations }: LicenseEntry): readonly string[] {
  const told = activations.filter(({ write }) => write.fate === 'acknowledged')
  return [...new Set(told.map(({ machine }) => machine))]
}

/** Whether it is revoked by what was acknowledged last. */
export function isRevoked({ revocations }: LicenseEntry): boolean {
  return revocations.findLast(({ write }) => write.fate === 'acknowledged')?.revoked ?? false
}

/** Whether something of it waits for an answer. */
export function isInDoubt({ write, activations, revocations }: LicenseEntry): boolean {
  return [{ write }, ...activations, ...revocations].some((entry) => !isSettled(entry.write))
}

/** How often the state of revocation has changed, when each of these was set in its turn. */
export function changesOf(states: readonly boolean[]): number {
  let current = false
  let changes = 0
  for (const state of states) {
    if (state !== current) changes += 1
    current = state
  }
  return changes
}
