import { parseFingerprint, type Fingerprint, type FingerprintHasher } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

/** Computed with GNU coreutils' sha256sum; the first two are the examples of NIST for FIPS 180-4. */
const VECTORS: readonly (readonly [label: string, text: string, digest: string])[] = [
  ['one block', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'two blocks',
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['512 characters', 'a'.repeat(512), '471be6558b665e4f6dd49f1184814d1491b0315d466beea768c153cc5500c836'],
  ['UTF-8', 'Grüße, 世界 🗝', '91cf138f8e59081f6a110f4c4ec8643b8ad72037ae5d27ee7080b0dcbc34b385'],
  ['a composed letter', '\u00E9', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ['a decomposed letter', 'e\u0301', 'bf12767b0f2a56b2190075bae8169f656e3ce8d6357d4aff184bc6c7ea48f9f6'],
  ['white space', ' ', '36a9e7f1c95b82ffb99743e0c5c4ce95d83c9a430aac59f84ef3cbfab6145068'],
]

/** What every fingerprint hasher does. */
export function fingerprintHasherContract(hasher: FingerprintHasher): void {
  describe('contract: fingerprint-hasher', () => {
    it.each(VECTORS)('gives the SHA-256 of %s', (_, text, digest) => {
      expect(hasher(fingerprint(text))).toBe(digest)
    })

    it('gives the same digest every time', () => {
      expect(hasher(fingerprint('machine 1'))).toBe(hasher(fingerprint('machine 1')))
    })

    it('takes a fingerprint as it is: letter case and white space matter', () => {
      const spellings = ['machine', 'Machine', ' machine', 'machine ', 'machine\n']
      const digests = spellings.map((text) => hasher(fingerprint(text)))
      expect(new Set(digests).size).toBe(spellings.length)
    })
  })
}

function fingerprint(text: string): Fingerprint {
  const parsed = parseFingerprint(text)
  if (!parsed.ok || parsed.value === undefined) throw new TypeError('A fingerprint of a test is none')
  return parsed.value
}
