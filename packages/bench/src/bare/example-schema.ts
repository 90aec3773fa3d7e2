import type { Json, JsonObject } from './bare-route.ts'

/** The JSON Schema of everything that is shaped like the example: what a hand would write for that route. */
export function schemaLike(example: Json): object {
  if (example === null) return { type: 'null' }
  if (isArray(example)) {
    const [first] = example
    return { type: 'array', items: first === undefined ? {} : schemaLike(first) }
  }
  if (isObject(example)) {
    return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(example).map(([name, value]) => [name, schemaLike(value)])),
      required: Object.keys(example),
    }
  }
  return typeof example === 'number' ? { type: 'integer' } : { type: typeof example }
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
