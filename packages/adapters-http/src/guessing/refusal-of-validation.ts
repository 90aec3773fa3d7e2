import type { IncomingMessage } from 'node:http'
import type { Validation } from '@keybox/domain'
import type { ApiError } from '../errors/api-error.ts'
import type { KeyGuesses } from './key-guesses.ts'

/** What is told instead of a verdict to somebody who guesses keys; undefined: the verdict is told. */
export function refusalOf(
  { verdict, proven }: Validation,
  request: IncomingMessage,
  keyGuesses: KeyGuesses | 'off',
): ApiError | undefined {
  if (proven || keyGuesses === 'off') return undefined
  return keyGuesses(request, verdict.status === 'invalid' ? 'unknown' : 'known')
}
