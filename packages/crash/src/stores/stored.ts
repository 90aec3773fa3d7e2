/** What a store holds, read past the server. Times are ISO 8601, ids 24 hex digits. */
export interface StoredClient {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly email: string
  readonly createdAt: string
}

export interface StoredProject {
  readonly id: string
  readonly owner: string
  readonly client: string
  readonly name: string
  readonly createdAt: string
}

export interface StoredLicense {
  readonly id: string
  readonly owner: string
  readonly client: string
  readonly project: string
  readonly duration: number
  readonly services: readonly string[]
  readonly issuedAt: string
  readonly expiresAt: string
  /** SHA-256 of the fingerprint; undefined: not activated. */
  readonly machine: string | undefined
  readonly revoked: boolean
  readonly revision: number
}

export interface Totals {
  readonly accounts: number
  readonly clients: number
  readonly projects: number
  readonly licenses: number
}

/** The store at one moment. Several of what there should be one of are given as they are. */
export interface StoreView {
  accounts(email: string): Promise<readonly string[]>
  clients(owner: string, email: string): Promise<readonly StoredClient[]>
  projects(owner: string, client: string): Promise<readonly StoredProject[]>
  licenses(project: string): Promise<readonly StoredLicense[]>
  totals(): Promise<Totals>
  /** Projects without a licence, licences without a project, projects without a client: one line each. */
  orphans(): Promise<readonly string[]>
}

/** A store that is audited: where a server finds it, and a way to look into it. */
export interface AuditedStore {
  /** For `KEYBOX_DATABASE_URL`. */
  readonly url: string
  /** Looks at one moment of it. Nothing stays open afterwards. */
  view<T>(look: (view: StoreView) => Promise<T>): Promise<T>
  /** Whatever the store's own check finds wrong with its files. */
  damage(): Promise<readonly string[]>
}
