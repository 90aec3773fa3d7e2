import type { FastifyInstance } from 'fastify'
import type { GenericSchema } from 'valibot'
import { replyJsonSchema } from './json-schema.ts'

/**
 * Lets Fastify's own serialiser write replies by the valibot schemas of their routes: a field that no schema names never
 * leaves the process, such as a password hash on an account. Before the plugin that describes the API, which then sees
 * JSON Schema too.
 */
export function serializeBySchemas(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const replies = route.schema?.response as Readonly<Record<string, GenericSchema>> | undefined
    if (replies === undefined) return
    const converted = Object.entries(replies).map(([status, schema]) => [status, replyJsonSchema(schema)])
    route.schema = { ...route.schema, response: Object.fromEntries(converted) }
  })
}
