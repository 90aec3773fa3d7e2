import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { ValidateLicense, ValidateLicenseCommand } from '@keybox/domain'
import type { HttpOptions } from '../http-options.ts'
import type { Lifecycle } from '../lifecycle.ts'
import type { Share } from '../load/share.ts'
import { validationReply } from '../routes/validate/validate-license/reply.ts'
import { licenseRequest } from '../routes/validate/license-request.ts'
import { requestValidator } from '../schema/request-validation.ts'
import { noteHandedBack, type HandedBack } from './handed-back.ts'
import { plainBodyLength, plainObject, readAtOnce } from './plain-request.ts'
import { verdictWriter } from './verdict-writer.ts'

export interface VerdictLaneOptions extends Pick<HttpOptions, 'corsOrigins'> {
  readonly validateLicense: ValidateLicense
  readonly lifecycle: Lifecycle
  /** Those of the route as well: one that finds no room here is refused there. */
  readonly validations: Share
  /** Told how long each reply took, in milliseconds. */
  readonly observe: ((milliseconds: number) => void) | undefined
}

/**
 * The short way for nearly all requests there are: `POST /validate`, sent as every HTTP client sends it, on a server
 * without rate limit. It goes by the same schema, use case and reply as the route, past the framework's hooks, streams and
 * serialiser, which cost more than all of those. Whatever is unusual (escapes, other content types, a body in pieces, a
 * mistake) is for the framework, and so is a failure: there is one place that answers errors.
 */
export function verdictLane(options: VerdictLaneOptions): (framework: RequestListener) => RequestListener {
  const { validateLicense, lifecycle, validations, observe } = options
  const write = verdictWriter(options.corsOrigins)

  async function verdictText(command: ValidateLicenseCommand): Promise<string> {
    try {
      return JSON.stringify(validationReply(await validateLicense(command)))
    } finally {
      validations.leave()
    }
  }

  function answer(request: IncomingMessage, body: Buffer, send: (text: string) => void, handBack: HandBack): void {
    const command = commandOf(body)
    if (command === undefined || !validations.enter()) {
      request.unshift(body)
      handBack(undefined)
      return
    }
    // To its end, so that Node is done with it.
    request.resume()
    verdictText(command).then(send, (failure: unknown) => handBack({ body, failure }))
  }

  return (framework) => (request, response) => {
    const length = lifecycle.leaving ? undefined : plainBodyLength(request)
    if (length === undefined) return framework(request, response)
    const started = performance.now()
    const handBack: HandBack = (failed) => {
      noteHandedBack(request, { waitedMs: performance.now() - started, failed })
      framework(request, response)
    }
    const send = (text: string): void => {
      if (observe !== undefined) response.once('close', () => observe(performance.now() - started))
      write(response, randomUUID(), text)
    }
    readAtOnce(request, length, (body) =>
      body === undefined ? handBack(undefined) : answer(request, body, send, handBack),
    )
  }
}

type HandBack = (failed: HandedBack['failed']) => void

const validate = requestValidator(licenseRequest)

/** undefined: it is for the framework to say what is wrong with it, also where that is a bug of ours. */
function commandOf(body: Buffer): ValidateLicenseCommand | undefined {
  try {
    const value = plainObject(body)
    const command = value === undefined ? undefined : validate(value)
    return command === undefined || 'error' in command ? undefined : command.value
  } catch {
    return undefined
  }
}
