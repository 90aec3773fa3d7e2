import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ValidateLicense, Validation } from '@keybox/domain'
import type { RepliesUnderWay } from '../errors/replies-under-way.ts'
import type { KeyGuesses } from '../guessing/key-guesses.ts'
import { refusalOf } from '../guessing/refusal-of-validation.ts'
import type { HttpOptions } from '../http-options.ts'
import type { Lifecycle } from '../lifecycle.ts'
import { overloaded } from '../load/admission.ts'
import type { Share } from '../load/share.ts'
import type { RequestLimit } from '../plugins/request-limit.ts'
import { Conversation } from './conversation.ts'
import { noteHandedBack, type HandedBack } from './handed-back.ts'
import { plainBodyLength } from './plain-request.ts'
import type { Question } from './question.ts'
import { TakeableRequest } from './takeable-request.ts'
import { verdictWriter } from './verdict-writer.ts'

export interface VerdictLaneOptions extends Pick<HttpOptions, 'corsOrigins'> {
  readonly validateLicense: ValidateLicense
  readonly lifecycle: Lifecycle
  /** Those of the route as well. What memory answers takes up no room. */
  readonly validations: Share
  readonly limit: RequestLimit | 'off'
  readonly keyGuesses: KeyGuesses | 'off'
  readonly repliesUnderWay: RepliesUnderWay
  /** Answers what the lane began and cannot end. */
  readonly handBack: RequestListener
  /** Told how long each reply took, in milliseconds. */
  readonly observe: ((milliseconds: number) => void) | undefined
}

/** @returns whether it sees to the reply; otherwise nothing was taken of the request, and the framework answers it */
export type VerdictLane = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * The short way for nearly all requests there are: `POST /validate`, sent as every HTTP client sends it. It goes by the
 * same limit, schema, use case and reply as the route, past the framework's hooks, streams and serialiser, which cost more
 * than all of those. Whatever is unusual (escapes, other content types, a body in pieces, a mistake) is for the framework,
 * and so is a failure, and one request too many: there is one place that answers errors.
 */
export function verdictLane(options: VerdictLaneOptions): VerdictLane {
  const { validateLicense, lifecycle, validations, limit, keyGuesses, repliesUnderWay, observe } = options
  const write = verdictWriter(options.corsOrigins)
  const conversation = new Conversation()

  return (request, response) => {
    const length = lifecycle.leaving ? undefined : plainBodyLength(request)
    if (length === undefined || !(request instanceof TakeableRequest)) return false
    const started = performance.now()
    // Now, as the framework would: a body that never comes counts too.
    const allowance = limit === 'off' ? undefined : limit(request)
    if (allowance?.exceeded === true) {
      noteHandedBack(request, { waitedMs: 0, allowance, failed: undefined })
      return false
    }

    function handBack(failed: HandedBack['failed']): void {
      noteHandedBack(request, { waitedMs: performance.now() - started, allowance, failed })
      options.handBack(request, response)
    }

    function send(reply: string): void {
      if (observe !== undefined) response.once('close', () => observe(performance.now() - started))
      write(response, { ...allowance?.headers, 'x-request-id': randomUUID() }, reply)
    }

    function replyTo(question: Question, validation: Validation): string {
      const refusal = refusalOf(validation, request, keyGuesses)
      if (refusal !== undefined) throw refusal
      return conversation.reply(question, validation)
    }

    /** @returns false for a body that is for the framework to judge */
    function answer(body: Buffer): boolean {
      const question = conversation.question(body)
      if (question === undefined) return false
      const fail = (failure: unknown): void => handBack({ body, failure })
      try {
        const validation = validateLicense(question.command)
        if (validation instanceof Promise) {
          if (!validations.enter()) {
            // What was asked of the store is bounded there.
            validation.catch(() => {})
            fail(overloaded())
            return true
          }
          const told = validation.then((later) => replyTo(question, later))
          told.finally(() => validations.leave()).then(send, fail)
        } else send(replyTo(question, validation))
      } catch (failure) {
        fail(failure)
      }
      return true
    }

    repliesUnderWay.begin(response)
    request.takeBody(length, (body) => {
      const taken = body !== undefined && !lifecycle.leaving && answer(body)
      if (!taken) handBack(undefined)
      // Most have been sent by now: the socket has taken all of it. One that ends its connection does so in a later turn.
      const isSent = response.shouldKeepAlive && response.writableEnded && response.writableLength === 0
      if (isSent) repliesUnderWay.end(response)
      else repliesUnderWay.endWithClose(response)
      return taken
    })
    return true
  }
}
