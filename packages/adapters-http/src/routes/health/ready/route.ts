import { StoreFailure, type StoreAilment } from '@keybox/domain'
import { ApiError } from '../../../errors/api-error.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { Lifecycle } from '../../../lifecycle.ts'
import { admission } from '../../../load/admission.ts'
import type { Share } from '../../../load/share.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { ready } from './reply.ts'
import { readyReply } from './schema.ts'

const RETRY_AFTER_SECONDS = '5'

export function readyRoute(
  server: TypedServer,
  { checkStore }: Pick<HttpUseCases, 'checkStore'>,
  lifecycle: Lifecycle,
  checks: Share,
): void {
  const check = oneAtATime(checkStore)
  server.route({
    method: 'GET',
    url: '/health/ready',
    schema: {
      operationId: 'readReadiness',
      tags: ['Operations'],
      summary: 'Can the server do its work?',
      response: { 200: readyReply },
    },
    config: { servesWhileClosing: true, isRoutine: true, errors: ['NOT_READY', 'OVERLOADED'] },
    onRequest: admission(checks),
    handler: async (request, reply) => {
      if (lifecycle.leaving) throw notReady()
      try {
        await check()
      } catch (error) {
        request.log.warn({ err: error }, 'the store is not ready')
        throw notReady(reasonOf(error))
      }
      // The shutdown may have begun during the check: whoever asks is about to send requests here.
      if (lifecycle.leaving) throw notReady()
      return reply.code(200).send(ready())
    },
  })
}

function notReady(reason = SHUTTING_DOWN): ApiError {
  return new ApiError('NOT_READY', { fields: { reason }, headers: { 'retry-after': RETRY_AFTER_SECONDS } })
}

const SHUTTING_DOWN = 'The server shuts down'

/** For whoever may ask: what it is, in words. Where and why is in the log. */
const REASONS = {
  full: 'The disk of the store is full',
  'read-only': 'The store may not be written',
  damaged: 'The store is damaged',
  failing: 'The disk of the store fails',
  locked: 'Another program holds the store locked',
  moved: 'The file of the store is not where it was',
} as const satisfies Record<StoreAilment, string>

function reasonOf(error: unknown): string {
  const ailment = error instanceof StoreFailure ? error.ailment : undefined
  return ailment === undefined ? 'The store does not answer' : REASONS[ailment]
}

/** Whoever asks while a check runs gets its outcome: nobody needs a token here, and a store has better things to do. */
function oneAtATime(check: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= check().finally(() => {
      running = undefined
    })
    return running
  }
}
