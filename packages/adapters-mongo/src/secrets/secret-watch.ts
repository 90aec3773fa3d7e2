import { randomUUID } from 'node:crypto'
import {
  admitSecrets,
  ok,
  secretMismatchMessage,
  StoreFailure,
  type KeyRing,
  type Result,
  type SecretMismatch,
  type StoreRefused,
} from '@keybox/domain'
import type { Db } from 'mongodb'
import { withinTime, type TimeLimit } from '../connection/time-limit.ts'
import { refused } from '../opening/store-refusal.ts'
import { readSecretRecord } from '../schema/secret-document.ts'
import { ServerRegister, SILENT_MS } from './server-register.ts'
import type { StoreSecrets } from './store-secrets.ts'

/** For how long what was seen of the store's record holds: nobody begins to write under another secret while it does. */
const CONFIRMED_MS = SILENT_MS / 3
const BEAT_MS = 5000
/** A request may wait for it. */
const RENEWAL_MS = 2000
/** A stop waits for it. */
const LEAVE_MS = 1000
/** Where one secret replaces another somebody waits for this server to notice. */
const ROTATING_BEAT_MS = 1000

/**
 * Tells the others which secrets this server knows, and follows the store's record of which one is written under. Whoever
 * moves the store to another secret waits until every server knows it, or has been silent for longer than it trusts what
 * it saw last.
 */
export class SecretWatch implements StoreSecrets {
  readonly keys: KeyRing
  readonly #database: Db
  readonly #register: ServerRegister
  readonly #server = randomUUID()
  readonly #now: () => number
  #confirmedAt = Number.NEGATIVE_INFINITY
  #mismatch: SecretMismatch | undefined
  #beating: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  /** @param now milliseconds on a clock that nobody can set */
  constructor(database: Db, keys: KeyRing, now: () => number = () => performance.now()) {
    this.#database = database
    this.#now = now
    this.#register = new ServerRegister(database)
    this.keys = keys
  }

  /** Before anything is served. @throws Error of the driver */
  async start(): Promise<Result<void, StoreRefused>> {
    const began = this.#now()
    // What it is entered with holds until it has read otherwise: nobody is to believe that it writes under the new one.
    if (this.keys.previous !== undefined) this.keys.writeUnder(this.keys.previous.checkValue)
    // Entered first: whoever moves the store either sees this server, or has changed the record before it is read here.
    await this.#register.enter(this.#server, this.keys)
    await this.#follow(began)
    if (this.#mismatch === undefined) {
      this.#schedule()
      return ok()
    }
    await this.#register.leave(this.#server)
    return refused('WRONG_SECRET', secretMismatchMessage(this.#mismatch, 'The database'))
  }

  readonly assertAllKnown = async (): Promise<void> => {
    if (this.#now() - this.#confirmedAt > CONFIRMED_MS || this.#mismatch !== undefined) await this.#beat()
    if (this.#mismatch === undefined) return
    throw new StoreFailure('STORE_UNAVAILABLE', secretMismatchMessage(this.#mismatch, 'The database'))
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#beating?.catch(() => undefined)
    // An entry that stays counts for as long as silence does.
    await withinTime(LEAVE_MS, (limit) => this.#register.leave(this.#server, limit)).catch(() => undefined)
  }

  /** One at a time. @throws StoreFailure */
  #beat(): Promise<void> {
    const renewed = (): Promise<void> => withinTime(RENEWAL_MS, (limit) => this.#renew(limit))
    return (this.#beating ??= renewed().finally(() => (this.#beating = undefined)))
  }

  async #renew(limit: TimeLimit): Promise<void> {
    const began = this.#now()
    const isEntered = await this.#register.renew(this.#server, this.keys, limit)
    // It was silent for so long that it was forgotten.
    if (!isEntered) await this.#register.enter(this.#server, this.keys, limit)
    await this.#follow(began, limit)
  }

  /** @param enteredAt when this server began to tell the others that it is there */
  async #follow(enteredAt: number, limit?: TimeLimit): Promise<void> {
    const record = await readSecretRecord(this.#database, limit)
    const { configured, previous } = this.keys
    const admitted = admitSecrets(record, { configured: configured.checkValue, previous: previous?.checkValue })
    this.#mismatch = admitted.ok ? undefined : admitted.error
    if (!admitted.ok) return
    this.#confirmedAt = enteredAt
    if (record !== undefined) this.keys.writeUnder(record.written)
  }

  #schedule(): void {
    const beatMs = this.keys.previous === undefined ? BEAT_MS : ROTATING_BEAT_MS
    this.#timer = setTimeout(() => {
      // What is not confirmed in time is asked for by whoever needs it.
      const beaten = this.#beat().catch(() => undefined)
      void beaten.then(() => this.#isStopped || this.#schedule())
    }, beatMs)
    this.#timer.unref()
  }
}
