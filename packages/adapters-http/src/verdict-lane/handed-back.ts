import type { IncomingMessage } from 'node:http'
import type { Allowance } from '../plugins/request-limit.ts'

/** What the lane knows of a request that it began and the framework ends. */
export interface HandedBack {
  /** From the head of the request until it was handed back, in milliseconds. */
  readonly waitedMs: number
  /** What the rate limit said when it was counted; undefined: there is no limit */
  readonly allowance: Allowance | undefined
  /** Where the use case failed: what it threw, and the body, which can be read only once. */
  readonly failed: { readonly body: Buffer; readonly failure: unknown } | undefined
}

const requests = new WeakMap<IncomingMessage, HandedBack>()

export function noteHandedBack(request: IncomingMessage, known: HandedBack): void {
  requests.set(request, known)
}

/** undefined: the lane has nothing to do with it. */
export function handedBack(request: IncomingMessage): HandedBack | undefined {
  return requests.get(request)
}
