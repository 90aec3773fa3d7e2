import type { Finding, KeyRing } from '@keybox/domain'

import { note } from './findings.ts'

/** Counts what is under which of two secrets. */
export class SecretUse {
  readonly #counts = new Map<string, { licenses: number; replies: number }>()

  count(kind: 'licenses' | 'replies', keyId: string): void {
    const counts = this.#counts.get(keyId) ?? { licenses: 0, replies: 0 }
    counts[kind] += 1
    this.#counts.set(keyId, counts)
  }

  /** Nothing to tell where there is one secret. */
  *findings({ configured, previous }: KeyRing): Generator<Finding> {
    if (previous === undefined) return
    const under = (keyId: string): string => {
      const { licenses, replies } = this.#counts.get(keyId) ?? { licenses: 0, replies: 0 }
      return `${licenses} licences and ${replies} kept replies`
    }
    const both = `${under(previous.keyId)} are under the previous one, ${under(configured.keyId)} under the new`
    yield note('secret', both, this.#counts.has(previous.keyId) ? 'npm run reseal moves them.' : undefined)
  }
}
