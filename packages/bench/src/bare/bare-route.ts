/** What a bare server does for one request. */
export interface BareRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** A body as clients send it; its schema is taken from it. Null: none. */
  readonly request: JsonObject | null
  /** A reply as KeyBox gives it; its schema is taken from it. */
  readonly reply: JsonObject
  readonly work: BareWork
}

/** Before it replies: nothing; one indexed read; a project and a licence written in one transaction. */
type BareWork =
  | { readonly kind: 'echo' }
  | { readonly kind: 'sqlite-read' | 'sqlite-write'; readonly file: string }
  | { readonly kind: 'mongo-read' | 'mongo-write'; readonly uri: string }

export type JsonObject = { readonly [name: string]: Json }
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** @throws TypeError when it holds no such text */
export function textOf(body: JsonObject, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw new TypeError(`${name} is no text`)
  return value
}
