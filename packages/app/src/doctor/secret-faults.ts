import type { Finding, KeyVault } from '@keybox/domain'

import { fault } from './findings.ts'

/** Whether there is a secret, and the one that a store was filled under. `stored` is the check value that it keeps. */
export function* secretFaults(stored: string | undefined, keyVault: KeyVault | undefined): Generator<Finding> {
  if (keyVault === undefined) {
    const remedy = 'Put the secret file back, or set KEYBOX_SECRET to the secret that the store was filled under.'
    yield fault('secret', 'there is none, and without it no licence key can be looked up or shown', remedy)
  } else if (stored === undefined) {
    yield fault('secret', 'the store does not say which one it was filled under', 'Start the server, which notes it.')
  } else if (stored !== keyVault.checkValue) {
    const remedy = 'Set KEYBOX_SECRET, or the secret file, to the one that it was filled under.'
    yield fault('secret', 'the store was filled under another one', remedy)
  }
}
