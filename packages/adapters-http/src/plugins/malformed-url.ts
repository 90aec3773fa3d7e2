import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/**
 * Fastify refuses a path that is not percent-encoded UTF-8 before any hook runs: past rate limit, CORS and log. So such a
 * URL is made one that can be routed (and names nothing), and its request is refused when it comes to its turn.
 */
export function routableUrl({ url = '/' }: IncomingMessage): string {
  return !url.includes('%') || isDecodable(pathOf(url)) ? url : url.replaceAll('%', '%25')
}

export function hasMalformedUrl({ url, originalUrl }: FastifyRequest): boolean {
  return url !== originalUrl
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end === -1 ? url : url.slice(0, end)
}

function isDecodable(path: string): boolean {
  try {
    decodeURI(path)
    return true
  } catch {
    return false
  }
}
