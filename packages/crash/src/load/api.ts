export type JsonObject = Readonly<Record<string, unknown>>

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly body?: JsonObject
  readonly token?: string | undefined
  readonly idempotencyKey?: string
}

export interface Reply {
  readonly status: number
  readonly body: JsonObject
  /** `Idempotent-Replayed: true`: the answer to an earlier request with the same key. */
  readonly replayed: boolean
  /** `Retry-After` is there. */
  readonly comeAgain: boolean
}

/** A KeyBox as its clients see it. */
export class Api {
  readonly #url: string
  readonly #heard: (request: Request, reply: Reply) => void

  /**
   * @param url such as `http://127.0.0.1:40123`
   * @param heard is told of every reply
   */
  constructor(url: string, heard: (request: Request, reply: Reply) => void = () => {}) {
    this.#url = url
    this.#heard = heard
  }

  /** undefined: the connection could not be had, or ended before all of the reply had come. */
  async send(request: Request): Promise<Reply | undefined> {
    const reply = await this.#ask(request)
    if (reply !== undefined) this.#heard(request, reply)
    return reply
  }

  async #ask({ method, path, body, token, idempotencyKey }: Request): Promise<Reply | undefined> {
    try {
      const response = await fetch(this.#url + path, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      return {
        status: response.status,
        body: (await response.json()) as JsonObject,
        replayed: response.headers.get('idempotent-replayed') === 'true',
        comeAgain: response.headers.has('retry-after'),
      }
    } catch {
      return undefined
    }
  }
}

/** Longer than the server takes to give anything up. */
const PATIENCE_MS = 30_000

/** The object of that name in a reply. @throws TypeError when there is none */
export function objectIn(body: JsonObject, name: string): JsonObject {
  const value = body[name]
  if (typeof value !== 'object' || value === null) throw new TypeError(`There is no ${name} in ${JSON.stringify(body)}`)
  return value as JsonObject
}

/** The text of that name in a reply. @throws TypeError when there is none */
export function textIn(body: JsonObject, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw new TypeError(`There is no ${name} in ${JSON.stringify(body)}`)
  return value
}
