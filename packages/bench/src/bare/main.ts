import { fastify } from 'fastify'
import type { BareRoute, JsonObject } from './bare-route.ts'
import { schemaLike } from './example-schema.ts'
import { prepareWork } from './work.ts'

const route = JSON.parse(process.argv[2] ?? '') as BareRoute
const perform = await prepareWork(route)
const server = fastify()

server.route({
  method: route.method,
  url: route.path.split('?', 1)[0] ?? '/',
  schema: {
    ...(route.request && { body: schemaLike(route.request) }),
    response: { 200: schemaLike(route.reply) },
  },
  handler: async (request) => perform(request.body as JsonObject),
})

process.on('SIGTERM', () => process.exit(0))
process.stdout.write(`${await server.listen({ host: '127.0.0.1', port: 0 })}\n`)
