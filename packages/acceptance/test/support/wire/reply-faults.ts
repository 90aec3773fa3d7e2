import { isJsonObject, type JsonObject } from '../http-client.ts'
import type { WireReply } from './replies.ts'

/** Those that the contract has in use. */
const STATUSES: ReadonlySet<number> = new Set([200, 201, 400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 431])

/** Those of preflights and of the files of the docs page, which are what their standards say. */
const OF_PAGES: ReadonlySet<number> = new Set([204, 206, 302, 304])

/** What of a reply breaks the contract's ground rules; undefined: nothing does. */
export function faultOf({ status, headers, body }: WireReply): string | undefined {
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false
  if (!isInUse(status, isJson)) return `Status ${status}: ${body}`
  const id = headers.get('x-request-id')
  if (id === undefined) return `${status} without an X-Request-Id`
  if (headers.get('cache-control') !== 'no-store') return `${status} without Cache-Control: no-store`
  // A page, a preflight, or a reply to HEAD.
  if (body === '' || (status < 400 && !isJson)) return undefined
  return faultOfBody(status, isJson ? parsed(body) : undefined, id)
}

function isInUse(status: number, isJson: boolean): boolean {
  return STATUSES.has(status) || (OF_PAGES.has(status) && !isJson)
}

function faultOfBody(status: number, reply: JsonObject | undefined, id: string): string | undefined {
  if (reply === undefined) return `${status} that is no JSON object`
  // The description is what its standard says.
  if (reply['openapi'] !== undefined) return undefined
  if (reply['success'] !== status < 400) return `${status} with success ${String(reply['success'])}`
  return status < 400 ? undefined : faultOfError(reply, id)
}

function faultOfError({ message, code, requestId }: JsonObject, id: string): string | undefined {
  if (typeof message !== 'string' || message === '') return 'An error without a message'
  if (typeof code !== 'string' || !/^[A-Z]+(_[A-Z]+)*$/.test(code)) return 'An error without a code'
  return requestId === id ? undefined : 'An error with another requestId than its header'
}

function parsed(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body, 'latin1').toString('utf8'))
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
