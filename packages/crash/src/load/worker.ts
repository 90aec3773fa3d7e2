import { setTimeout as pause } from 'node:timers/promises'
import { auditVerdict } from '../audit/verdicts.ts'
import type { Findings } from '../findings.ts'
import {
  acknowledgedMachines,
  isRevoked,
  type AccountEntry,
  type ClientEntry,
  type Ledger,
  type LicenseEntry,
  type LicenseTerms,
  type ProjectEntry,
} from '../ledger/ledger.ts'
import { afterRetry, aWrite, fateBy, isSettled, type Fate, type Write } from '../ledger/write.ts'
import type { SeededChoices } from '../seeded-choices.ts'
import { textIn, type Api, type Reply } from './api.ts'
import type { Journal } from './journal.ts'
import type { Operation } from './operation.ts'
import { activate, addClient, PASSWORD, sellLicense, setRevoked, signUp, startProject } from './operations.ts'
import { isUnkeyed, sellLicenseUnkeyed, shownOf, startProjectUnkeyed, type UnkeyedSale } from './unkeyed-sales.ts'

/** What a worker does next, how often. */
const MIX = {
  project: 28,
  license: 8,
  'unkeyed sales': 10,
  activation: 18,
  revocation: 14,
  verdict: 14,
  client: 5,
  'log-in': 1,
  'sign-up': 2,
}
const PROJECTS_OF_A_CLIENT = 4
/** Without a key, each on a connection of its own. */
const MOST_SALES_AT_ONCE = 6
/** How often one of these is a licence of a project that is there. */
const LICENSE_UNKEYED = 0.3
/** Sooner than a token expires. */
const TOKEN_MS = 15 * 60_000
const SETTLED_WITHIN_MS = 90_000
const RETRY_MS = 100
const BREATH_MS = 10

export interface WorkerParts {
  readonly name: string
  readonly choices: SeededChoices
  readonly ledger: Ledger
  readonly journal: Journal
  readonly findings: Findings
  /** Whether a retry is sent with the key of what it retries, as it should be. */
  readonly keepsKeys?: boolean
}

/**
 * A seller who does one thing after the other, and whose customers race for a licence now and then. What has no answer
 * is put aside, with all that belongs to the same client, until it is settled.
 */
export class Worker {
  readonly account: AccountEntry
  /** What it has written to since it was last cleared. */
  readonly touched = new Set<ClientEntry>()
  readonly inDoubt: Operation[] = []
  readonly #parts: WorkerParts
  #token: string | undefined
  #loggedInAt = 0
  #client: ClientEntry | undefined
  #counter = 0

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.account = this.#anAccount()
  }

  get token(): string | undefined {
    return this.#token
  }

  /** Signs up, with a server that nobody disturbs. @throws Error when it cannot */
  async join(api: Api): Promise<void> {
    await this.#perform(api, signUp(this.account))
    await this.logIn(api)
    if (this.#token === undefined) throw new Error(`${this.#parts.name} could not sign up`)
  }

  async work(api: Api, isOver: () => boolean): Promise<void> {
    if (performance.now() - this.#loggedInAt > TOKEN_MS) await this.logIn(api)
    while (!isOver()) await this.#step(api)
  }

  async logIn(api: Api): Promise<void> {
    const body = { email: this.account.email, password: PASSWORD }
    const reply = await api.send({ method: 'POST', path: '/auth/login', body })
    if (reply === undefined || reply.status >= 500) return
    if (reply.status !== 200) {
      this.#parts.findings.problem('lost', `${this.account.email} cannot log in: ${JSON.stringify(reply.body)}`)
      return
    }
    this.#token = textIn(reply.body, 'token')
    this.#loggedInAt = performance.now()
  }

  /** Asks for everything that has no answer yet, with the same keys, until it has one; looks up what had no key. */
  async settle(api: Api): Promise<void> {
    const end = performance.now() + SETTLED_WITHIN_MS
    // What is looked up comes last: what else there is of a project is known by then.
    for (const operation of this.inDoubt.splice(0).toSorted(keyedFirst)) {
      await this.#settle(api, operation)
      while (!isSettled(operation.write) && performance.now() < end) {
        await pause(RETRY_MS)
        await this.#settle(api, operation)
      }
      if (!isSettled(operation.write)) {
        this.#parts.findings.problem('never settled', `${operation.name} ${operation.write.idempotencyKey}`)
      }
    }
    this.inDoubt.length = 0
  }

  #settle(api: Api, operation: Operation): Promise<void> {
    return isUnkeyed(operation) ? this.#lookUp(api, operation) : this.#perform(api, this.#asRetried(operation))
  }

  async #lookUp(api: Api, sale: UnkeyedSale): Promise<void> {
    const { journal, findings } = this.#parts
    const shown = await shownOf(api, sale.client, this.#token)
    if (shown === undefined) return
    const found = sale.find(shown)
    journal.note(`${sale.write.idempotencyKey} was ${found === undefined ? 'not there' : 'there'}`)
    findings.count(found === undefined ? 'unkeyed, not there' : 'unkeyed, there without an answer')
    sale.write.fate = found === undefined ? 'declined' : 'acknowledged'
    if (found === undefined) sale.giveUp()
    else this.#acknowledge(sale, found)
  }

  #asRetried(operation: Operation): Operation {
    if (this.#parts.keepsKeys ?? true) return operation
    const { request } = operation
    return { ...operation, request: { ...request, idempotencyKey: this.#unique('forgetful') } }
  }

  async #step(api: Api): Promise<void> {
    const client = this.#client
    if (client === undefined) return this.#addClient(api)
    const licenses = client.projects.flatMap((project) => project.licenses)
    if (licenses.length === 0) return this.#startProject(api, client)
    const license = this.#parts.choices.oneOf(licenses as [LicenseEntry, ...LicenseEntry[]])
    const ways: Readonly<Record<keyof typeof MIX, () => Promise<void>>> = {
      project: () => this.#startProject(api, client),
      license: () => this.#perform(api, sellLicense(this.#aLicense(license.project))),
      'unkeyed sales': () => this.#sellUnkeyed(api, license.project),
      activation: () => this.#activate(api, license),
      revocation: () => this.#setRevoked(api, license),
      verdict: () => auditVerdict(api, license, this.#parts.findings),
      client: () => this.#addClient(api),
      'log-in': () => this.logIn(api),
      'sign-up': () => this.#perform(api, signUp(this.#anAccount())),
    }
    return ways[this.#parts.choices.weighted(MIX)]()
  }

  async #addClient(api: Api): Promise<void> {
    const name = this.#unique('client')
    const client = { write: this.#write(), account: this.account, name, email: `${name}@example.com`, projects: [] }
    this.account.clients.push(client)
    this.#client = client
    await this.#perform(api, addClient(client))
  }

  async #startProject(api: Api, client: ClientEntry): Promise<void> {
    if (client.projects.length >= PROJECTS_OF_A_CLIENT) return this.#addClient(api)
    await this.#perform(api, startProject(...this.#aProject(client)))
  }

  /** What arrives together may share a transaction of the server's. */
  async #sellUnkeyed(api: Api, project: ProjectEntry): Promise<void> {
    const { choices, findings } = this.#parts
    const { client } = project
    if (client.projects.length >= PROJECTS_OF_A_CLIENT) return this.#addClient(api)
    const sales = Array.from({ length: 1 + choices.below(MOST_SALES_AT_ONCE) }, () =>
      choices.chance(LICENSE_UNKEYED)
        ? sellLicenseUnkeyed(this.#aLicense(project))
        : startProjectUnkeyed(...this.#aProject(client)),
    )
    await Promise.all(sales.map((sale) => this.#perform(api, sale)))
    findings.count('unkeyed, acknowledged', sales.filter(({ write }) => write.fate === 'acknowledged').length)
  }

  /** With its first licence. */
  #aProject(client: ClientEntry): readonly [ProjectEntry, LicenseEntry] {
    const write = this.#write()
    const project: ProjectEntry = { write, client, name: this.#unique('project'), licenses: [] }
    client.projects.push(project)
    return [project, this.#aLicense(project, write)]
  }

  #aLicense(project: ProjectEntry, write: Write = this.#write()): LicenseEntry {
    const license = { write, project, terms: this.#terms(), activations: [], revocations: [], revision: 0 }
    project.licenses.push(license)
    return license
  }

  /** One, two or three machines at once; or the one that has it, again. */
  async #activate(api: Api, license: LicenseEntry): Promise<void> {
    if (isRevoked(license)) return this.#setRevoked(api, license)
    const [bound] = acknowledgedMachines(license)
    const contenders = 1 + this.#parts.choices.below(3)
    const machines = bound === undefined ? Array.from({ length: contenders }, () => this.#unique('machine')) : [bound]
    const entries = machines.map((machine) => ({ write: this.#write(), machine }))
    license.activations.push(...entries)
    await Promise.all(entries.map((entry) => this.#perform(api, activate(license, entry))))
  }

  async #setRevoked(api: Api, license: LicenseEntry): Promise<void> {
    // Now and then what it is already, as somebody does who is not sure.
    const revoked = this.#parts.choices.chance(0.9) ? !isRevoked(license) : isRevoked(license)
    const revocation = { write: this.#write(), revoked }
    license.revocations.push(revocation)
    await this.#perform(api, setRevoked(license, revocation))
  }

  async #perform(api: Api, operation: Operation): Promise<void> {
    const { journal, findings } = this.#parts
    const { write, request, client } = operation
    if (client !== undefined) this.touched.add(client)
    journal.intend(operation)
    const key = isUnkeyed(operation) ? undefined : { idempotencyKey: write.idempotencyKey }
    const reply = await api.send({ ...key, token: this.#token, ...request })
    journal.hear(operation, reply)
    write.fate = afterRetry(write.fate, this.#judge(operation, reply))
    findings.count(write.fate)
    if (write.fate === 'acknowledged' && reply !== undefined) this.#acknowledge(operation, reply.body)
    if (!isSettled(write)) this.#putAside(operation)
    // Whoever is not answered takes a breath.
    if (reply === undefined) await pause(BREATH_MS)
  }

  #judge(operation: Operation, reply: Reply | undefined): Fate {
    const { findings } = this.#parts
    if (reply?.replayed === true) findings.count('replayed')
    const fate = (reply && operation.fateBy?.(reply)) ?? fateBy(reply)
    if (fate === undefined) findings.problem('unexpected reply', `${operation.name}: ${JSON.stringify(reply)}`)
    return fate ?? 'declined'
  }

  #acknowledge(operation: Operation, body: Parameters<Operation['acknowledge']>[0]): void {
    const wrong = operation.acknowledge(body)
    if (wrong === undefined) return
    const kind = operation.name === 'activation' ? 'two machines' : 'altered'
    this.#parts.findings.problem(kind, `${operation.name}: ${wrong}: ${JSON.stringify(body)}`)
  }

  #putAside(operation: Operation): void {
    this.inDoubt.push(operation)
    if (operation.client === this.#client) this.#client = undefined
  }

  #anAccount(): AccountEntry {
    const name = this.#unique('account')
    const account = { write: this.#write(), name, email: `${name}@example.com`, clients: [] }
    this.#parts.ledger.accounts.push(account)
    return account
  }

  #write(): Write {
    return aWrite(this.#unique('write'))
  }

  #terms(): LicenseTerms {
    const { choices } = this.#parts
    const services = choices.oneOf([['Hosting'], ['Domain'], ['Hosting', 'Domain']])
    return { duration: 1 + choices.below(12), services }
  }

  /** Within the run, which has a store of its own. */
  #unique(word: string): string {
    this.#counter += 1
    return `${word}-${this.#parts.name}-${this.#counter}`
  }
}

function keyedFirst(one: Operation, other: Operation): number {
  return Number(isUnkeyed(one)) - Number(isUnkeyed(other))
}
