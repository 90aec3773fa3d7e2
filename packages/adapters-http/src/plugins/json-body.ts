import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'

/** Of every request; no route needs even a tenth of it. */
export const BODY_LIMIT_BYTES = 64 * 1024

/**
 * Bodies are JSON objects in UTF-8, on GET too (`GET /dashboard` has always taken one). No body at all stands for an empty
 * object, whatever its Content-Type says, so that each route's own message about missing fields is what the caller reads.
 */
export function addJsonBody(server: FastifyInstance): void {
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  server.removeAllContentTypeParsers()
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (bytes.length === 0) return done(null, undefined)
    if (isEncoded(request)) return done(new ApiError('UNSUPPORTED_MEDIA_TYPE'))
    // A decoder would put U+FFFD in place of what is wrong, and change a password without a word.
    if (!isUtf8(bytes)) return done(new ApiError('INVALID_JSON'))
    void parseJson(request, bytes.toString('utf8'), (error, value: unknown) => {
      if (error) return done(error)
      return isObject(value) ? done(null, value) : done(new ApiError('INVALID_BODY'))
    })
  })
  server.addContentTypeParser('*', (request, payload, done) => {
    whenKnownEmpty(request, payload, (empty) => {
      if (empty) done(null, undefined)
      else done(new ApiError('UNSUPPORTED_MEDIA_TYPE'))
    })
  })
}

function isEncoded({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding']
  return encoding !== undefined && encoding.toLowerCase() !== 'identity'
}

/** A body in chunks says only by its first one whether it is empty. One that breaks off counts as not empty. */
function whenKnownEmpty({ headers }: FastifyRequest, payload: Readable, tell: (empty: boolean) => void): void {
  if (headers['transfer-encoding'] === undefined) return tell(Number(headers['content-length'] ?? 0) === 0)
  const empty = () => told(true)
  const notEmpty = () => told(false)
  const told = (answer: boolean) => {
    payload.off('end', empty).off('data', notEmpty).off('error', notEmpty)
    tell(answer)
  }
  payload.on('end', empty).on('data', notEmpty).on('error', notEmpty)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
