import { gate } from '@keybox/contracts'
import type { License, LicenseKey } from '@keybox/domain'
import type { LicenseSource } from '../../src/license-loads.ts'

interface Read {
  readonly key: LicenseKey
  answer(license: License | undefined): void
  fail(error: unknown): void
}

/** A store whose reads wait until the test answers them. */
export interface GatedSource {
  readonly source: LicenseSource<never>
  /** Those that have begun, answered or not. */
  readonly reads: readonly Read[]
  /** Resolves once so many have begun. */
  begun(count: number): Promise<void>
}

export function gatedSource(): GatedSource {
  const reads: Read[] = []
  let expected = { count: 0, reached: gate() }
  return {
    reads,
    source: (key) => {
      const { promise, resolve, reject } = Promise.withResolvers<License | undefined>()
      reads.push({ key, answer: resolve, fail: reject })
      if (reads.length >= expected.count) expected.reached.open()
      return promise
    },
    async begun(count) {
      expected = { count, reached: gate() }
      if (reads.length < count) await expected.reached.opened
    },
  }
}
