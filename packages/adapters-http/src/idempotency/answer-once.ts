import { Redacted, type AlreadyAnswered, type IdempotentRequest, type Reply, type Result } from '@keybox/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromDomainError, type DomainError } from '../errors/domain-errors.ts'
import { bodyDigestOf } from './body-digest.ts'
import { idempotencyKeyOf } from './idempotency-key-header.ts'

/** A reply whose status is set, and which is to be sent with a body of the schema for it. */
interface ReplyOf<Body> extends Pick<FastifyReply, 'statusCode' | 'serialize'> {
  readonly send: (body: Body) => FastifyReply
}

/**
 * Answers a request that may have an idempotency key: with what `perform` did, or with the very text that it was
 * answered with before. @throws ApiError
 */
export async function answerOnce<Done, Body>(
  request: FastifyRequest,
  reply: FastifyReply & ReplyOf<Body>,
  present: (done: Done) => Body,
  perform: (request: IdempotentRequest<Done> | undefined) => Promise<Result<Done, DomainError | AlreadyAnswered>>,
): Promise<void> {
  const key = idempotencyKeyOf(request)
  const told = (done: Done): Reply => ({ status: reply.statusCode, body: textOf(reply, present(done)) })
  const outcome = await perform(key && { key, digest: bodyDigestOf(request), reply: told })
  if (outcome.ok) return reply.send(present(outcome.value))
  if (outcome.error.type === 'AlreadyAnswered') return repeat(reply, outcome.error.reply)
  throw fromDomainError(outcome.error)
}

function textOf(reply: Pick<FastifyReply, 'serialize'>, body: unknown): Reply['body'] {
  const text = reply.serialize(body)
  if (typeof text !== 'string') throw new TypeError('A reply is a text')
  return new Redacted('ReplyBody', text)
}

function repeat(reply: FastifyReply, { status, body }: Reply): FastifyReply {
  return reply
    .code(status)
    .headers({ 'content-type': 'application/json; charset=utf-8', 'idempotent-replayed': 'true' })
    .send(body.reveal())
}
