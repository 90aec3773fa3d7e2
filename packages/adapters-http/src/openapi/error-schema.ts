import { ERROR_CODES } from '../errors/error-catalogue.ts'
import type { JsonSchema } from '../schema/json-schema.ts'

/** The one shape of every error. */
export const errorSchema: JsonSchema = {
  type: 'object',
  required: ['success', 'message', 'code', 'requestId'],
  properties: {
    success: { type: 'boolean', enum: [false] },
    message: { type: 'string', description: 'For people; always the same for the same `code` of a route.' },
    code: { type: 'string', enum: [...ERROR_CODES], description: 'For programs.' },
    requestId: { type: 'string', format: 'uuid', description: 'The `X-Request-Id` of this reply.' },
    errors: {
      type: 'object',
      description: 'With VALIDATION_ERROR: what is wrong, by field path, such as `email` or `services.0`.',
      additionalProperties: { type: 'array', items: { type: 'string' } },
    },
    details: { type: 'string', description: 'With VALIDATION_ERROR: the same in one line.' },
    field: { type: 'string', description: 'With a 409 about one field: which.' },
    reason: { type: 'string', description: 'With NOT_READY: why, in words.' },
    error: { type: 'string', description: 'With a 500, outside production: what failed.' },
    valid: {
      type: 'boolean',
      nullable: true,
      description: 'On `POST /validate` only: false with a 400, null with a 5xx.',
    },
    status: { type: 'string', enum: ['server_error'], description: 'On `POST /validate` only, with a 5xx.' },
  },
}
