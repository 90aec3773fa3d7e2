import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { ValidateLicense } from '@keybox/domain'
import type { HttpOptions } from '../http-options.ts'
import type { Lifecycle } from '../plugins/turn-away.ts'
import { validationReply } from '../routes/validate/validate-license/reply.ts'
import { licenseRequest } from '../routes/validate/license-request.ts'
import { requestValidator } from '../schema/request-validation.ts'
import { plainBodyLength, plainObject, readAtOnce } from './plain-request.ts'
import { verdictWriter } from './verdict-writer.ts'

export interface VerdictLaneOptions extends Pick<HttpOptions, 'corsOrigins'> {
  readonly validateLicense: ValidateLicense
  readonly lifecycle: Lifecycle
  /** Told how long each reply took, in milliseconds. */
  readonly observe: ((milliseconds: number) => void) | undefined
}

/** A request that the lane began and could not finish. */
interface Unfinished {
  readonly body: Buffer
  readonly failure: unknown
}

export interface VerdictLane {
  /** Takes a request, or hands it to the framework as if it had never seen it. */
  listener(framework: RequestListener): RequestListener
  unfinished(request: IncomingMessage): Unfinished | undefined
}

/**
 * The short way for nearly all requests there are: `POST /validate`, sent as every HTTP client sends it, on a server
 * without rate limit. It goes by the same schema, use case and reply as the route, past the framework's hooks, streams and
 * serialiser, which cost more than all of those. Whatever is unusual (escapes, other content types, a body in pieces, a
 * mistake) is for the framework, and so is a failure: there is one place that answers errors.
 */
export function verdictLane(options: VerdictLaneOptions): VerdictLane {
  const { validateLicense, lifecycle, observe } = options
  const write = verdictWriter(options.corsOrigins)
  const validate = requestValidator(licenseRequest)
  const failed = new WeakMap<IncomingMessage, Unfinished>()

  function answer(request: IncomingMessage, body: Buffer, send: (text: string) => void, handBack: () => void): void {
    const value = plainObject(body)
    const command = value === undefined ? undefined : validate(value)
    if (command === undefined || 'error' in command) {
      request.unshift(body)
      handBack()
      return
    }
    // To its end, so that Node is done with it.
    request.resume()
    validateLicense(command.value).then(
      (validation) => send(JSON.stringify(validationReply(validation))),
      (failure: unknown) => {
        failed.set(request, { body, failure })
        handBack()
      },
    )
  }

  return {
    listener: (framework) => (request, response) => {
      const length = lifecycle.closing ? undefined : plainBodyLength(request)
      if (length === undefined) return framework(request, response)
      const started = observe === undefined ? 0 : performance.now()
      const handBack = (): void => framework(request, response)
      const send = (text: string): void => {
        if (observe !== undefined) response.once('close', () => observe(performance.now() - started))
        write(response, randomUUID(), text)
      }
      readAtOnce(request, length, (body) => (body === undefined ? handBack() : answer(request, body, send, handBack)))
    },
    unfinished: (request) => failed.get(request),
  }
}
