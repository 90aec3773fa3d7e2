import type { HttpOptions, RateLimit } from '../http-options.ts'
import { keyGuesses, type KeyGuesses } from '../guessing/key-guesses.ts'
import { clientBehind, type ClientOf } from './client-address.ts'
import { requestLimit, type RequestLimit } from './request-limit.ts'

/** The rate limits of one server. */
export interface Limits {
  readonly clientOf: ClientOf
  /** On `/validate` and everything below, whoever answers it. */
  readonly validate: RequestLimit | 'off'
  /** On `/auth/signup`, `/auth/login`, `/auth/refresh` and `/auth/password` together. */
  readonly auth: RequestLimit | 'off'
  readonly keyGuesses: KeyGuesses | 'off'
}

type Options = Pick<
  HttpOptions,
  'validateRate' | 'authRate' | 'keyGuessesMax' | 'clock' | 'countExchange' | 'trustedProxies'
>

export function limitsOf({ validateRate, authRate, keyGuessesMax, trustedProxies, ...counting }: Options): Limits {
  const shared = { ...counting, countExchange: counting.countExchange, clientOf: clientBehind(trustedProxies) }
  const of = (name: string, limit: RateLimit | 'off'): RequestLimit | 'off' =>
    limit === 'off' ? 'off' : requestLimit({ ...shared, name, limit })
  return {
    clientOf: shared.clientOf,
    validate: of('validate', validateRate),
    auth: of('auth', authRate),
    keyGuesses: keyGuessesMax === 'off' ? 'off' : keyGuesses({ ...shared, max: keyGuessesMax }),
  }
}
