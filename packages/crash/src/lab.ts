import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { auditDashboardOf, auditDashboardTotals, auditWholeDashboard } from './audit/dashboard-audit.ts'
import { auditFailure } from './audit/failures.ts'
import { auditAccount, auditClient, auditTotals } from './audit/store-audit.ts'
import { auditVerdict } from './audit/verdicts.ts'
import type { Findings } from './findings.ts'
import type { ClientEntry, Ledger } from './ledger/ledger.ts'
import { Api } from './load/api.ts'
import { Journal } from './load/journal.ts'
import { Worker } from './load/worker.ts'
import type { SeededChoices } from './seeded-choices.ts'
import { KeyBoxProcess, type KeyBoxOptions } from './servers/keybox-process.ts'
import { ServerLog } from './servers/server-log.ts'
import type { AuditedStore } from './stores/stored.ts'

/** How many requests, and then how many milliseconds, may lie before the moment of a fault. */
const MOST_INTENTS = 80
const MOST_MS = 6

export interface LabParts {
  /** For the journal; and what is to be looked at when something was found. */
  readonly folder: string
  readonly store: AuditedStore
  readonly choices: SeededChoices
  readonly findings: Findings
  readonly workers: number
  /** What makes the server another one than it should be, or is told what it does. */
  readonly launch?: Omit<KeyBoxOptions, 'databaseUrl' | 'printed'>
  readonly keepsKeys?: boolean
}

/** A server on a store, sellers who keep it busy, and the audit of what they were told. */
export class Lab {
  readonly journal: Journal
  readonly log = new ServerLog()
  readonly #parts: LabParts
  readonly #ledger: Ledger = { accounts: [] }
  readonly #workers: readonly Worker[]
  #server: KeyBoxProcess | undefined
  #api = new Api('')
  #load: Promise<unknown> | undefined
  #isOver = true

  constructor(parts: LabParts) {
    this.#parts = parts
    this.journal = new Journal(join(parts.folder, 'journal.jsonl'))
    const { choices, findings, keepsKeys } = parts
    this.#workers = Array.from(
      { length: parts.workers },
      (_, index) =>
        new Worker({
          name: `w${index}`,
          choices: choices.fork(`worker ${index}`),
          ledger: this.#ledger,
          journal: this.journal,
          findings,
          ...(keepsKeys !== undefined && { keepsKeys }),
        }),
    )
  }

  /** A server that has been asked to start, on this store or another. */
  launch(databaseUrl: string = this.#parts.store.url): KeyBoxProcess {
    const printed = (line: string): void => {
      this.log.hear(line)
      this.journal.server(line)
    }
    return new KeyBoxProcess({ databaseUrl, ...this.#parts.launch, printed })
  }

  /** The server that is under load, or was. */
  get server(): KeyBoxProcess {
    if (this.#server === undefined) throw new Error('No server was started')
    return this.#server
  }

  get api(): Api {
    return this.#api
  }

  /** @returns whether it came up */
  async start(): Promise<boolean> {
    const server = this.launch()
    this.#server = server
    const url = await server.listening()
    if (url === undefined) {
      await server.kill()
      this.#parts.findings.problem('no start', server.said)
      return false
    }
    this.#api = new Api(url, (request, reply) => auditFailure(request, reply, this.#parts.findings))
    return true
  }

  /** Starts the server for the first time, and has everybody sign up. @throws Error when that does not work */
  async open(): Promise<void> {
    if (!(await this.start())) throw new Error(this.server.said)
    for (const worker of this.#workers) await worker.join(this.#api)
  }

  /** Sets everybody to work, until they are halted. */
  beginLoad(): void {
    this.#isOver = false
    this.#load = Promise.all(this.#workers.map((worker) => worker.work(this.#api, () => this.#isOver)))
  }

  /** Lets the load go on up to some moment of it. */
  async someLoad(choices: SeededChoices): Promise<void> {
    await this.journal.furtherIntents(1 + choices.below(MOST_INTENTS))
    await pause(choices.between(0, MOST_MS))
  }

  /** Resolves when nobody waits for an answer any more. */
  async haltLoad(): Promise<void> {
    this.#isOver = true
    await this.#load
  }

  /** Audits what was touched as it was found, has everything settled, and audits it again. */
  async auditAndSettle(): Promise<void> {
    const { findings } = this.#parts
    const open = this.#workers.flatMap(({ inDoubt }) => inDoubt).length
    findings.count('in doubt', open)
    await this.#auditTouched()
    await Promise.all(this.#workers.map((worker) => worker.settle(this.#api)))
    if (open > 0) await this.#auditTouched()
    await this.#auditOverHttp()
    for (const worker of this.#workers) worker.touched.clear()
    findings.count('audits')
  }

  /** Everything that was ever written, in the store and over HTTP. */
  async auditEverything(): Promise<void> {
    const { store, findings } = this.#parts
    const { accounts } = this.#ledger
    await store.view(async (view) => {
      for (const account of accounts) {
        await auditAccount(view, account, findings)
        for (const client of account.clients) await auditClient(view, client, findings)
      }
      await auditTotals(view, this.#ledger, findings)
      for (const orphan of await view.orphans()) findings.problem('half-written', orphan)
    })
    for (const damage of await store.damage()) findings.problem('damaged', damage)
    for (const worker of this.#workers) {
      await worker.logIn(this.#api)
      await auditWholeDashboard(this.#api, worker.account, worker.token, findings)
    }
  }

  async close(): Promise<void> {
    this.#isOver = true
    await this.#server?.kill()
    await this.#load
    await this.journal.close()
  }

  /** In the store itself. */
  async #auditTouched(): Promise<void> {
    const { store, findings } = this.#parts
    await store.view(async (view) => {
      for (const client of this.#touched()) await auditClient(view, client, findings)
      if (this.#workers.every(({ inDoubt }) => inDoubt.length === 0)) await auditTotals(view, this.#ledger, findings)
    })
  }

  async #auditOverHttp(): Promise<void> {
    const { findings } = this.#parts
    for (const worker of this.#workers) {
      await auditDashboardTotals(this.#api, worker.account, worker.token, findings)
      const [client] = worker.touched
      if (client?.id === undefined) continue
      await auditDashboardOf(this.#api, client, worker.token, findings)
      for (const license of client.projects.flatMap(({ licenses }) => licenses)) {
        await auditVerdict(this.#api, license, findings)
      }
    }
  }

  #touched(): readonly ClientEntry[] {
    return this.#workers.flatMap(({ touched }) => [...touched])
  }
}
