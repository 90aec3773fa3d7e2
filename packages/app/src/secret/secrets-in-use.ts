import { keyIdOf, type MasterSecret } from '@keybox/adapters-crypto'

/** The secrets of a server, and which of them is written under: while one replaces the other, the store says. */
export interface SecretsInUse {
  readonly secret: MasterSecret
  readonly previous: MasterSecret | undefined
  /** The `keyId` of the one that new records are under, now. */
  readonly writesUnder: () => string
  readonly isWritingPrevious: () => boolean
}

export function secretsInUse(
  { secret, previous }: Pick<SecretsInUse, 'secret' | 'previous'>,
  writesUnder: () => string,
): SecretsInUse {
  const configured = keyIdOf(secret)
  return { secret, previous, writesUnder, isWritingPrevious: () => writesUnder() !== configured }
}
