import { createHmac } from 'node:crypto'

import { generateLicenseKey, trustedEntityId, type LicenseId } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

import { cryptoRandomBytes } from '../src/crypto-random-bytes.ts'
import { deriveBytes } from '../src/derived-key.ts'
import { createKeyVault } from '../src/key-vault.ts'
import { generateMasterSecret } from '../src/master-secret.ts'

const secret = generateMasterSecret()
const vault = createKeyVault(secret)
const project = trustedEntityId('Project', '65a000000000000000000001')
const license: LicenseId = trustedEntityId('License', '65a000000000000000000002')
const key = generateLicenseKey(project, cryptoRandomBytes)

describe('key vault', () => {
  it('digests with HMAC-SHA-256 under its own derived key', () => {
    const expected = createHmac('sha256', deriveBytes(secret, 'keyDigest', 32))
      .update(key.reveal())
      .digest('hex')
    expect(Buffer.from(vault.digest(key)).toString('hex')).toBe(expected)
  })

  it('opens what another vault over the same secret sealed', () => {
    const opened = createKeyVault(secret).open(vault.seal(key, license), license)
    expect(opened.reveal()).toBe(key.reveal())
  })

  it('seals to a version byte, a nonce of its own each time, the ciphertext and a full tag', () => {
    const seals = Array.from({ length: 100 }, () => vault.seal(key, license))
    for (const seal of seals) {
      expect(seal[0]).toBe(1)
      expect(seal).toHaveLength(1 + 12 + key.reveal().length + 16)
    }
    const nonces = new Set(seals.map((seal) => Buffer.from(seal.subarray(1, 13)).toString('hex')))
    expect(nonces.size).toBe(100)
  })

  it('does not open a seal in which any one bit was changed', () => {
    const seal = vault.seal(key, license)
    for (let bit = 0; bit < seal.length * 8; bit += 1) {
      const changed = Uint8Array.from(seal, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(() => vault.open(changed, license), `bit ${bit}`).toThrow('sealed key')
    }
  })

  it('does not open a seal that was cut or grown', () => {
    const seal = vault.seal(key, license)
    for (let length = 0; length < seal.length; length += 1) {
      expect(() => vault.open(seal.subarray(0, length), license), `${length} bytes`).toThrow('sealed key')
    }
    expect(() => vault.open(Uint8Array.of(...seal, 0), license)).toThrow('does not open')
  })

  it('does not open a seal for another licence, or under another secret', () => {
    const seal = vault.seal(key, license)
    const other: LicenseId = trustedEntityId('License', '65a000000000000000000003')
    expect(() => vault.open(seal, other)).toThrow('does not open')
    expect(() => createKeyVault(generateMasterSecret()).open(seal, license)).toThrow('does not open')
  })

  it('tells secrets apart by key id and check value, neither of which is a key', () => {
    const other = createKeyVault(generateMasterSecret())
    expect(createKeyVault(secret)).toMatchObject({ keyId: vault.keyId, checkValue: vault.checkValue })
    expect(vault.keyId).toMatch(/^[0-9a-f]{16}$/)
    expect(other.keyId).not.toBe(vault.keyId)
    expect(other.checkValue).not.toBe(vault.checkValue)
    const keys = (['tokenSigning', 'keyDigest', 'keySeal'] as const).map((use) =>
      Buffer.from(deriveBytes(secret, use, 32)).toString('hex'),
    )
    for (const derived of keys) {
      expect(derived).not.toContain(vault.keyId)
      expect(derived).not.toBe(vault.checkValue)
    }
  })
})
