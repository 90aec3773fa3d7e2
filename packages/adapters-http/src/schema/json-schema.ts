import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'

/** A schema object of OpenAPI 3.0 (https://spec.openapis.org/oas/v3.0.3#schema-object). */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Metadata that is not for the description, which the library copies into it all the same. */
const OWN_METADATA: ReadonlySet<string> = new Set(['jsonSchema', 'refusals'])

const CONFIG: ConversionConfig = {
  target: 'openapi-3.0',
  errorMode: 'throw',
  overrideAction: ({ valibotAction, jsonSchema }) => {
    const metadata = 'metadata' in valibotAction ? valibotAction.metadata : undefined
    const kept = Object.entries(jsonSchema).filter(([name]) => !OWN_METADATA.has(name))
    return { ...Object.fromEntries(kept), ...(hasJsonSchema(metadata) && metadata.jsonSchema) }
  },
  // An empty list is not allowed there.
  overrideSchema: ({ jsonSchema: { required, ...jsonSchema } }) =>
    required === undefined || required.length === 0 ? jsonSchema : { ...jsonSchema, required },
}

/** What a client may send. */
export function requestJsonSchema(schema: GenericSchema): JsonSchema {
  return { ...toJsonSchema(schema, { ...CONFIG, typeMode: 'input' }) }
}

/** What a reply holds; it also tells the serialiser which fields to write. */
export function replyJsonSchema(schema: GenericSchema): JsonSchema {
  return { ...toJsonSchema(schema, { ...CONFIG, typeMode: 'output' }) }
}

function hasJsonSchema(metadata: unknown): metadata is { readonly jsonSchema: JsonSchema } {
  return typeof metadata === 'object' && metadata !== null && 'jsonSchema' in metadata
}
