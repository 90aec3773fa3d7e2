import { isJsonObject, type JsonObject } from './http-client.ts'

/** What of `value` the schema does not describe, each as a path and a reason; empty when all of it is as described. */
export function undescribed(document: JsonObject, schema: unknown, value: unknown, path = '$'): readonly string[] {
  const resolved = resolve(document, schema)
  if (!isJsonObject(resolved)) return [`${path}: no schema`]
  const parts = alternatives(resolved['allOf']).flatMap((part) => undescribed(document, part, value, path))
  const choices = [...alternatives(resolved['anyOf']), ...alternatives(resolved['oneOf'])]
  const fitting = choices.some((choice) => undescribed(document, choice, value, path).length === 0)
  return [
    ...parts,
    ...(choices.length > 0 && !fitting ? [`${path}: fits none of its schemas`] : []),
    ...ofType(resolved, value, path),
    ...ofMembers(document, resolved, value, path),
  ]
}

function ofType(
  { type, enum: allowed, pattern, nullable }: JsonObject,
  value: unknown,
  path: string,
): readonly string[] {
  if (value === null && nullable === true) return []
  const faults = []
  if (typeof type === 'string' && !hasType(type, value)) faults.push(`${path}: is no ${type}`)
  if (Array.isArray(allowed) && !allowed.includes(value)) faults.push(`${path}: ${String(value)} is not in the list`)
  if (typeof pattern === 'string' && typeof value === 'string' && !new RegExp(pattern, 'u').test(value)) {
    faults.push(`${path}: is not of the pattern`)
  }
  return faults
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isJsonObject(value)
  return typeof value === type
}

function ofMembers(document: JsonObject, schema: JsonObject, value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => undescribed(document, schema['items'] ?? {}, item, `${path}.${index}`))
  }
  if (!isJsonObject(value)) return []
  const required = alternatives(schema['required']).map(String)
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${path}.${name}: is missing`),
    ...Object.entries(properties)
      .filter(([name]) => name in value)
      .flatMap(([name, property]) => undescribed(document, property, value[name], `${path}.${name}`)),
  ]
}

/** The names that a schema describes, its parts included. */
export function describedNames(document: JsonObject, schema: unknown): readonly string[] {
  const resolved = resolve(document, schema)
  if (!isJsonObject(resolved)) return []
  const own = isJsonObject(resolved['properties']) ? Object.keys(resolved['properties']) : []
  return [...own, ...alternatives(resolved['allOf']).flatMap((part) => describedNames(document, part))]
}

function resolve(document: JsonObject, schema: unknown): unknown {
  if (!isJsonObject(schema) || typeof schema['$ref'] !== 'string') return schema
  const steps = schema['$ref'].replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((value, step) => (isJsonObject(value) ? value[step] : undefined), document)
}

function alternatives(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : []
}
