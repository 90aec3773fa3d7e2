import type { IncomingMessage } from 'node:http'
import type { ActivationError, NotDoneAgain } from '@keybox/domain'
import type { ApiError } from '../errors/api-error.ts'
import type { KeyGuesses } from './key-guesses.ts'

/** What is told instead of an error of an activation to somebody who guesses keys; undefined: the error is told. */
export async function refusalOfActivation(
  { type }: ActivationError | NotDoneAgain,
  proven: () => Promise<boolean>,
  request: IncomingMessage,
  keyGuesses: KeyGuesses | 'off',
): Promise<ApiError | undefined> {
  if (keyGuesses === 'off') return undefined
  const refusal = keyGuesses(request, type === 'LicenseNotFound' ? 'unknown' : 'known')
  return refusal === undefined || (await proven()) ? undefined : refusal
}
