import { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import type { DashboardEntry } from '@keybox/domain'
import type { DashboardText } from './dashboard-text.ts'

/** Pieces are gathered up to this many UTF-16 units before they are sent: a packet's worth and more. */
const CHUNK_LENGTH = 16 * 1024
/** A reader that takes longer would keep the store's snapshot open for as long as it likes. */
const MAX_DURATION_MS = 5 * 60_000

/**
 * The dashboard on its way to a client: entries are read from the store only as fast as the client takes them, and no more
 * of them once it is gone. A failure of the store destroys the stream, and with it the connection: the client never gets
 * an end that is not the end.
 */
export class DashboardStream extends Readable {
  readonly #entries: AsyncIterator<DashboardEntry>
  readonly #text: DashboardText
  readonly #deadline: NodeJS.Timeout
  #pending: string

  constructor(
    counts: DashboardEntry & { readonly type: 'counts' },
    entries: AsyncIterator<DashboardEntry>,
    text: DashboardText,
  ) {
    super()
    this.#entries = entries
    this.#text = text
    this.#pending = text.begin(counts)
    this.#deadline = setTimeout(() => this.destroy(new Error('The dashboard was read too slowly')), MAX_DURATION_MS)
  }

  override _read(): void {
    this.#pull().catch((error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))))
  }

  async #pull(): Promise<void> {
    while (this.#pending.length < CHUNK_LENGTH) {
      const { done, value } = await this.#entries.next()
      if (this.destroyed) return
      if (done === true) return this.#finish()
      this.#pending += this.#text.next(value)
    }
    const chunk = this.#pending
    this.#pending = ''
    this.push(chunk)
  }

  #finish(): void {
    this.push(this.#pending + this.#text.end())
    this.push(null)
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    clearTimeout(this.#deadline)
    const release = callbackify(async () => this.#entries.return?.())
    release((failure: Error | null) => callback(error ?? failure))
  }
}
