import { Redacted } from '@keybox/domain'

/** The text that all keys are derived from; structurally the crypto adapter's own. */
export type SuiteSecret = Redacted<'MasterSecret'>

/** A secret long enough, equal for an equal label and for no other. */
export function aSecret(label: string): SuiteSecret {
  return new Redacted('MasterSecret', `${label}: ${'a secret of the test suites '.repeat(2)}`)
}
