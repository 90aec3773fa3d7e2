import { admitSecrets, secretMismatchMessage, type Finding, type KeyRing, type SecretRecord } from '@keybox/domain'

import { fault, note } from './findings.ts'

const SET_IT = 'Set KEYBOX_SECRET, or the secret file, to the one that it was filled under.'

/** Whether there is a secret, and whether all that the store says its records are under is at hand. */
export function* secretFaults(stored: SecretRecord | undefined, keys: KeyRing | undefined): Generator<Finding> {
  if (keys === undefined) {
    const remedy = 'Put the secret file back, or set KEYBOX_SECRET to the secret that the store was filled under.'
    yield fault('secret', 'there is none, and without it no licence key can be looked up or shown', remedy)
    return
  }
  if (stored === undefined) {
    yield fault('secret', 'the store does not say which one it was filled under', 'Start the server, which notes it.')
    return
  }
  const { configured, previous } = keys
  const secrets = { configured: configured.checkValue, previous: previous?.checkValue }
  const admitted = admitSecrets(stored, secrets)
  if (!admitted.ok) {
    const isOther = admitted.error === 'OTHER_SECRET'
    const message = isOther
      ? 'the store was filled under another one'
      : secretMismatchMessage(admitted.error, 'the store')
    yield fault('secret', message, isOther ? SET_IT : 'docs/rotation.md has the steps.')
  } else if (stored.read === undefined && stored.written === configured.checkValue && previous !== undefined) {
    const message = 'nothing is under KEYBOX_SECRET_PREVIOUS'
    yield note('secret', message, 'Restart every server without it, and destroy it.')
  }
}
