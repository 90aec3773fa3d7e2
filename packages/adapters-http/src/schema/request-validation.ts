import type { FastifySchemaCompiler } from 'fastify'
import * as v from 'valibot'
import { ApiError } from '../errors/api-error.ts'
import { refusalsOf, type RawBody } from './refusals.ts'

/** Validates parts of requests by the valibot schemas of their routes (Fastify's `validatorCompiler`). */
export const validateRequest: FastifySchemaCompiler<v.GenericSchema> = ({ schema }) => requestValidator(schema)

export type RequestValidator<Out> = (part: unknown) => { readonly value: Out } | { readonly error: ApiError }

export function requestValidator<Out>(schema: v.GenericSchema<unknown, Out>): RequestValidator<Out> {
  const refusals = refusalsOf(schema)
  return (part: unknown) => {
    // Fastify passes null where there is none: bodies are objects, so that is an empty one.
    const input = (part ?? {}) as RawBody
    const refusal = refusals.find(({ applies }) => applies(input))
    if (refusal !== undefined) return { error: new ApiError(refusal.code) }
    const parsed = v.safeParse(schema, input)
    return parsed.success ? { value: parsed.output } : { error: validationError(parsed.issues) }
  }
}

/** The same for one field that only a handler can judge. */
export function fieldError(field: string, reason: string): ApiError {
  return new ApiError('VALIDATION_ERROR', { fields: { errors: { [field]: [reason] }, details: `${field} ${reason}` } })
}

/** `errors` maps field paths to what is wrong there, `details` says the same in one line. */
function validationError(issues: readonly v.BaseIssue<unknown>[]): ApiError {
  const errors = new Map<string, string[]>()
  for (const issue of issues) {
    const path = v.getDotPath(issue) ?? 'body'
    errors.set(path, [...(errors.get(path) ?? []), issue.message])
  }
  const details = [...errors].map(([path, messages]) => `${path} ${messages.join(' and ')}`).join('; ')
  return new ApiError('VALIDATION_ERROR', { fields: { errors: Object.fromEntries(errors), details } })
}
