import type { SecretRecord } from '../secrets/secret-record.ts'

/** Something about a store, or about what it is run with, that its operator should know. */
export interface Finding {
  /** fault: it is broken. warning: it is going to hurt. note: good to know. */
  readonly severity: 'fault' | 'warning' | 'note'
  /** What it is about, such as `license 65a1…` or `index key of licenses`; never a key or any other secret. */
  readonly subject: string
  /** What is the case, in words. */
  readonly message: string
  /** What to do about it; undefined for a note that asks for nothing. */
  readonly remedy: string | undefined
}

/**
 * A look at a store as it lies there, past everything that trusts it. Records are given as found: a text that is missing
 * is '', a number or time that is missing or none is NaN, and nothing is parsed. It changes nothing, takes bounded memory
 * however much there is, and disturbs no server.
 */
export interface StoreInspection {
  /** Whether it answers. @throws StoreFailure */
  ping(): Promise<void>
  readonly schemaVersion: number
  /** Under which secrets its records are; undefined: it does not say. */
  readonly secrets: SecretRecord | undefined
  counts(): Promise<StoredCounts>
  /** What the store's own rules and files say: layout, unique values, integrity. */
  layout(): AsyncIterable<Finding>
  accounts(): AsyncIterable<StoredAccount>
  clients(): AsyncIterable<StoredClient>
  projects(): AsyncIterable<StoredProject>
  licenses(): AsyncIterable<StoredLicense>
  sessions(): AsyncIterable<StoredSession>
  /** Those under idempotency keys. */
  replies(): AsyncIterable<StoredReply>
  close(): Promise<void>
}

export interface StoredCounts {
  readonly accounts: number
  readonly clients: number
  readonly projects: number
  readonly licenses: number
}

/** What accounts, clients and projects have in common. Times are epoch milliseconds. */
export interface StoredRecord {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface StoredAccount extends StoredRecord {
  readonly email: string
  readonly emailIdentity: string
  readonly passwordHash: string
  readonly role: string
}

export interface StoredClient extends StoredRecord {
  readonly owner: string
  readonly email: string
  readonly emailIdentity: string
  /** Whether there is an account of its owner's id. */
  readonly ownerExists: boolean
}

export interface StoredProject extends StoredRecord {
  readonly owner: string
  readonly client: string
  /** The owner of the client that it names; undefined: there is no such client. */
  readonly clientOwner: string | undefined
  readonly hasLicense: boolean
}

export interface StoredLicense {
  readonly id: string
  readonly keyDigest: Uint8Array
  readonly keySeal: Uint8Array
  readonly keyId: string
  readonly owner: string
  readonly client: string
  readonly project: string
  readonly duration: number
  readonly services: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
  /** undefined: none is stored */
  readonly machine: string | undefined
  readonly activatedAt: number | undefined
  readonly revokedAt: number | undefined
  readonly revision: number
  readonly updatedAt: number
  /** Whose and for whom the project is that it names; undefined: there is no such project. */
  readonly projectFacts: { readonly owner: string; readonly client: string } | undefined
}

export interface StoredReply {
  /** The digest of scope and key. */
  readonly id: Uint8Array
  readonly status: number
  readonly bodySeal: Uint8Array
  readonly keyId: string
  readonly keptAt: number
}

export interface StoredSession {
  readonly id: string
  readonly owner: string
  /** Whether there is an account of its owner's id. */
  readonly ownerExists: boolean
  readonly family: string
  readonly current: string
  readonly createdAt: number
  readonly refreshedAt: number
  readonly endsAt: number
  readonly revision: number
}
