import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import type { Operation } from './operation.ts'
import type { Reply } from './api.ts'

/** What the clients meant to do, before they sent it, and what they heard: one JSON object a line, for people. */
export class Journal {
  readonly #file: WriteStream
  #intents = 0
  #awaited: { readonly intents: number; readonly reached: () => void } | undefined

  constructor(path: string) {
    this.#file = createWriteStream(path, { flags: 'a' })
  }

  intend({ name, write, request }: Operation): void {
    this.#intents += 1
    if (this.#intents === this.#awaited?.intents) this.#awaited.reached()
    this.#line({ intent: name, key: write.idempotencyKey, path: request.path, body: request.body })
  }

  /** Resolves when that many more things are meant to be done: a moment that does not depend on how fast they are. */
  async furtherIntents(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#awaited = { intents: this.#intents + count, reached: resolve }
    await promise
  }

  hear({ write }: Operation, reply: Reply | undefined): void {
    this.#line({ reply: reply?.status ?? 'none', key: write.idempotencyKey, body: reply?.body })
  }

  /** What a server printed: of failures only, unless it ended. */
  server(line: string): void {
    this.#line({ server: line })
  }

  /** What was done to the server or its store. */
  note(event: string): void {
    this.#line({ event })
  }

  async close(): Promise<void> {
    this.#file.end()
    await once(this.#file, 'close')
  }

  #line(entry: object): void {
    this.#file.write(`${JSON.stringify(entry)}\n`)
  }
}
