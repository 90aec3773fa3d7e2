import type { HttpOptions } from '../../../http-options.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { alive } from './reply.ts'
import { aliveReply } from './schema.ts'

export function aliveRoute(server: TypedServer, { version }: Pick<HttpOptions, 'version'>): void {
  server.route({
    method: 'GET',
    url: '/health',
    schema: {
      operationId: 'readHealth',
      tags: ['Operations'],
      summary: 'Does the process answer?',
      description: 'Touches no store.',
      response: { 200: aliveReply },
    },
    config: { servesWhileClosing: true, isRoutine: true },
    handler: () => alive(version),
  })
}
