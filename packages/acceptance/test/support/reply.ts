import { expect } from 'vitest'
import { isJsonObject, type JsonObject, type Reply } from './http-client.ts'

/** An id as the contract has it, on every store. */
export const ID: RegExp = /^[0-9a-f]{24}$/
/** ISO 8601, UTC, milliseconds. */
export const ISO_TIME: RegExp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/

/** What every JSON reply of the product has in common; the error shape too, where it is an error. */
export function expectEnvelope(reply: Reply): void {
  expect(reply.headers['content-type'], reply.text).toMatch(/^application\/json/)
  expect(reply.headers['cache-control']).toBe('no-store')
  expect(reply.headers['x-request-id']).toMatch(/^\S{8,}$/)
  expect(reply.body['success'], reply.text).toBe(reply.status < 400)
  if (reply.status < 400) return
  expect(reply.body['message']).toMatch(/\S/)
  expect(reply.body['code']).toMatch(CODE)
  expect(reply.body['requestId']).toBe(reply.headers['x-request-id'])
}

/** A reply that says yes: `fields` are those beside `success`, matched exactly. */
export function expectSuccess(reply: Reply, status: number, fields: JsonObject): void {
  expect({ status: reply.status, ...reply.body }).toEqual({ status, success: true, ...fields })
  expectEnvelope(reply)
}

/** A reply that says no: `fields` are those beside `success`, `message`, `code` and `requestId`, matched exactly. */
export function expectError(reply: Reply, status: number, message: string, fields: JsonObject = {}): void {
  expect({ status: reply.status, ...reply.body }).toEqual({
    status,
    success: false,
    message,
    code: expect.stringMatching(CODE),
    requestId: expect.stringMatching(/\S/),
    ...fields,
  })
  expectEnvelope(reply)
}

/** 400 `Validation error` that names each of `paths`, and no other field. */
export function expectValidationError(reply: Reply, paths: readonly string[], fields: JsonObject = {}): void {
  expectError(reply, 400, 'Validation error', {
    errors: expect.toSatisfy(isJsonObject),
    details: expect.stringMatching(/^\S.*\S$/),
    ...fields,
  })
  const errors = reply.body['errors']
  if (!isJsonObject(errors)) throw new TypeError('errors is no object')
  expect(Object.keys(errors).toSorted()).toEqual([...paths].toSorted())
  for (const messages of Object.values(errors)) {
    expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(/\S/)]))
  }
}

/** The text at a path of a reply, such as `textAt(reply.body, 'license', 'key')`. @throws when there is none */
export function textAt(body: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(body, path)
  if (typeof value !== 'string') throw new TypeError(`No text at ${path.join('.')} of ${JSON.stringify(body)}`)
  return value
}

export function valueAt(body: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)]
    return isJsonObject(value) ? value[step] : undefined
  }, body)
}

/** The list at a path of a reply. @throws when there is none */
export function listAt(body: unknown, ...path: readonly (string | number)[]): readonly JsonObject[] {
  const value = valueAt(body, path)
  if (!Array.isArray(value)) throw new TypeError(`No list at ${path.join('.')} of ${JSON.stringify(body)}`)
  return value.filter(isJsonObject)
}

/** A reply without what differs from one request to the next: its id and its time. */
export function withoutRequest(reply: Reply): JsonObject {
  const { 'x-request-id': id, date: _date, ...headers } = reply.headers
  const text = typeof id === 'string' ? reply.text.replaceAll(id, '<request id>') : reply.text
  return { status: reply.status, headers, text }
}
