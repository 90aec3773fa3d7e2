import { err, type Err } from '@keybox/domain'

/** The master secret cannot be had; `message` is one readable line that says what to do and never holds a secret. */
export interface SecretRefused {
  readonly type: 'SecretRefused'
  readonly message: string
}

export function secretRefused(message: string): Err<SecretRefused> {
  return err({ type: 'SecretRefused', message })
}
