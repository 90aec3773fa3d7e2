import type { HttpOptions, RateLimit } from '../http-options.ts'
import { clientBehind } from './client-address.ts'
import { requestLimit, type RequestLimit } from './request-limit.ts'

/** The rate limits of one server. */
export interface Limits {
  /** On `/validate` and everything below, whoever answers it. */
  readonly validate: RequestLimit | 'off'
  /** On `/auth/signup`, `/auth/login`, `/auth/refresh` and `/auth/password` together. */
  readonly auth: RequestLimit | 'off'
}

type Options = Pick<HttpOptions, 'validateRate' | 'authRate' | 'clock' | 'countExchange' | 'trustedProxies'>

export function limitsOf({ validateRate, authRate, clock, countExchange, trustedProxies }: Options): Limits {
  const clientOf = clientBehind(trustedProxies)
  const of = (name: string, limit: RateLimit | 'off'): RequestLimit | 'off' =>
    limit === 'off' ? 'off' : requestLimit({ name, limit, clock, countExchange, clientOf })
  return { validate: of('validate', validateRate), auth: of('auth', authRate) }
}
