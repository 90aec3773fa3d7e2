import type { JsonSchema } from '../schema/json-schema.ts'

/** The parts of an OpenAPI 3.0 document (https://spec.openapis.org/oas/v3.0.3) that are written here. */

export interface HeaderObject {
  readonly description: string
  readonly schema: JsonSchema
}

interface MediaTypeObject {
  readonly schema: JsonSchema
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

export interface ResponseObject {
  readonly description: string
  readonly headers?: Readonly<Record<string, HeaderObject>>
  readonly content?: Readonly<Record<string, MediaTypeObject>>
}

export interface OperationObject {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, MediaTypeObject>> }
  readonly responses: Readonly<Record<string, ResponseObject>>
}

export type PathsObject = Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
