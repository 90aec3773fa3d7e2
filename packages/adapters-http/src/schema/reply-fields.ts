import * as v from 'valibot'
import { describedAs, type Field } from './field.ts'

/** The fields that replies are made of. */

// Each literal says its type too: the serialiser is quicker, and OpenAPI clearer, with it.

export const success = v.pipe(v.literal(true), describedAs({ type: 'boolean' }))

/** The `message` of a reply that always says the same. */
export function says<const Text extends string>(text: Text): Field<Text, Text> {
  return v.pipe(v.literal(text), describedAs({ type: 'string' }))
}

export const objectId: Field<string, string> = v.pipe(
  v.string(),
  describedAs({ pattern: '^[0-9a-f]{24}$', example: '65a1b2c3d4e5f60718293a4b' }),
)

/** ISO 8601 in UTC with milliseconds. */
export const isoTime: Field<string, string> = v.pipe(
  v.string(),
  describedAs({ format: 'date-time', example: '2024-01-01T00:00:00.000Z' }),
)

export const epochMs: Field<number, number> = v.pipe(
  v.number(),
  describedAs({ type: 'integer', description: 'Milliseconds since 1970-01-01T00:00:00Z.', example: 1_735_689_600_000 }),
)

export const months: Field<number, number> = v.pipe(
  v.number(),
  describedAs({ type: 'integer', minimum: 1, maximum: 12, example: 12 }),
)

export const key: Field<string, string> = v.pipe(
  v.string(),
  describedAs({ example: 'KB-65a1b2c3d4e5f60718293a4c-7Q2M-X9ZK-04TB' }),
)

/** SHA-256 of the fingerprint, lower-case hex. */
export const machineDigest: Field<string, string> = v.pipe(
  v.string(),
  describedAs({
    pattern: '^[0-9a-f]{64}$',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  }),
)

export const licenseStatus = v.picklist(['PENDING', 'ACTIVE', 'REVOKED', 'EXPIRED'])

export const role = v.picklist(['DEVELOPER', 'ADMIN'])
