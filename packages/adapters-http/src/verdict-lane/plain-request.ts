import { isAscii } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { namesItsHost } from '../plugins/host-header.ts'

/** Longer than any body that validation has a use for. */
const MAX_BYTES = 4096

const JSON_TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
])

/** How long the body is of a request whose head is as nearly all programs send it. undefined: it is for the framework. */
export function plainBodyLength(request: IncomingMessage): number | undefined {
  if (request.method !== 'POST' || request.url !== '/validate') return undefined
  const { headers } = request
  if (headers['transfer-encoding'] !== undefined || !namesItsHost(request)) return undefined
  if (headers['content-encoding'] !== undefined || !JSON_TYPES.has(headers['content-type'] ?? '')) return undefined
  const length = Number(headers['content-length'])
  return length > 0 && length <= MAX_BYTES ? length : undefined
}

/** A JSON object in ASCII without escapes and without names that the framework looks at twice. undefined: anything else. */
export function plainObject(bytes: Buffer, text: string): object | undefined {
  if (!isAscii(bytes)) return undefined
  if (text.includes('\\') || text.includes('__proto__') || text.includes('constructor')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
