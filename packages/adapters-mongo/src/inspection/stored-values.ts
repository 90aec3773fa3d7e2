import { Binary, Long, ObjectId, type Document } from 'mongodb'

// For one who trusts nothing: whatever a field holds, they give something.

export function textOf(document: Document, field: string): string {
  const value: unknown = document[field]
  return typeof value === 'string' ? value : ''
}

/** '' for anything but an ObjectId. */
export function idOf(document: Document, field: string): string {
  const value: unknown = document[field]
  return value instanceof ObjectId ? value.toHexString() : ''
}

/** NaN for anything but a number. */
export function numberOf(document: Document, field: string): number {
  const value: unknown = document[field]
  return typeof value === 'number' ? value : value instanceof Long ? value.toNumber() : Number.NaN
}

/** Epoch milliseconds; NaN for anything but a date. */
export function timeOf(document: Document, field: string): number {
  const value: unknown = document[field]
  return value instanceof Date ? value.getTime() : Number.NaN
}

export function bytesOf(document: Document, field: string): Uint8Array {
  const value: unknown = document[field]
  return value instanceof Binary ? value.value() : new Uint8Array()
}

/** Empty for what is no array of texts. */
export function textsOf(document: Document, field: string): readonly string[] {
  const value: unknown = document[field]
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : []
}

/** undefined where the field is not there, else what `read` makes of it. */
export function ifThere<T>(
  document: Document,
  field: string,
  read: (document: Document, field: string) => T,
): T | undefined {
  return document[field] === undefined ? undefined : read(document, field)
}

/** The first of what a `$lookup` found. */
export function firstOf(document: Document, field: string): Document | undefined {
  const value: unknown = document[field]
  return Array.isArray(value) ? (value[0] as Document | undefined) : undefined
}
