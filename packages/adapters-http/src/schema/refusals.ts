import * as v from 'valibot'
import type { ErrorCode } from '../errors/error-catalogue.ts'

/** A body before any of it was validated. */
export type RawBody = Readonly<Record<string, unknown>>

/** A fault with a message of its own, which wins over `Validation error`. */
export interface Refusal {
  readonly code: ErrorCode
  readonly applies: (body: RawBody) => boolean
}

/** The faults of a body that have messages of their own, in the order in which they are looked for. */
export function refusedFor<In>(
  ...refusals: readonly Refusal[]
): v.MetadataAction<In, { readonly refusals: readonly Refusal[] }> {
  return v.metadata({ refusals })
}

/** Those that a schema was given, in their order; looking for them takes longer than applying them. */
export function refusalsOf(schema: v.GenericSchema): readonly Refusal[] {
  const { refusals = [] } = v.getMetadata(schema) as { readonly refusals?: readonly Refusal[] }
  return refusals
}

/** Names, emails, ids and keys: white space alone is nothing. */
export function isBlank(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() === '' : value === undefined || value === null
}

/** Passwords and the like, taken as they are. */
export function isMissing(value: unknown): boolean {
  return value === '' || value === undefined || value === null
}
