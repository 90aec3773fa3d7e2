import { parseFingerprint } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

import { sha256Fingerprint } from '../src/sha256-fingerprint.ts'

describe('fingerprint digest', () => {
  it.each([
    // FIPS 180-4 example; the others as `printf %s … | sha256sum` has them.
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [' ', '36a9e7f1c95b82ffb99743e0c5c4ce95d83c9a430aac59f84ef3cbfab6145068'],
    ['é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ])('is SHA-256 of the UTF-8 bytes: %j', (text, digest) => {
    const fingerprint = parseFingerprint(text)
    if (!fingerprint.ok || fingerprint.value === undefined) throw new Error('no fingerprint')
    expect(sha256Fingerprint(fingerprint.value)).toBe(digest)
  })
})
