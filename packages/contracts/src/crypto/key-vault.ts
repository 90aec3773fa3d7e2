import { generateLicenseKey, type KeyVault, type LicenseKey } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { webCryptoRandomBytes } from '../builders/a-license.ts'
import { anId } from '../builders/values.ts'
import { aSecret, type SuiteSecret } from './suite-secret.ts'

export type CreateKeyVault = (secret: SuiteSecret) => KeyVault

/** What every key vault does. */
export function keyVaultContract(create: CreateKeyVault): void {
  describe('contract: key-vault', { timeout: 60_000 }, () => {
    const vault = create(aSecret('vault'))
    const twin = create(aSecret('vault'))
    const other = create(aSecret('other'))

    describe('digest', () => {
      it('is 32 bytes, always the same for the same key and secret', () => {
        const key = aKey()
        expect(vault.digest(key)).toHaveLength(32)
        expect(hex(vault.digest(key))).toBe(hex(vault.digest(key)))
        expect(hex(twin.digest(key))).toBe(hex(vault.digest(key)))
      })

      it('differs by key and by secret', () => {
        const keys = Array.from({ length: 500 }, aKey)
        const digests = keys.flatMap((key) => [hex(vault.digest(key)), hex(other.digest(key))])
        expect(new Set(digests).size).toBe(2 * keys.length)
      })

      it('is no bare hash of the key, which whoever steals the store could try keys against', async () => {
        const key = aKey()
        const bare = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key.reveal()))
        expect(hex(vault.digest(key))).not.toBe(hex(new Uint8Array(bare)))
      })
    })

    describe('seal', () => {
      it('opens for its licence, also with another vault over the same secret', () => {
        const key = aKey()
        const license = anId('License')
        const seal = vault.seal(key, license)
        expect(vault.open(seal, license).reveal()).toBe(key.reveal())
        expect(twin.open(seal, license).reveal()).toBe(key.reveal())
      })

      it('differs each time, and every one of them opens', () => {
        const key = aKey()
        const license = anId('License')
        const seals = Array.from({ length: 200 }, () => vault.seal(key, license))
        expect(new Set(seals.map(hex)).size).toBe(seals.length)
        for (const seal of seals) expect(vault.open(seal, license).reveal()).toBe(key.reveal())
      })

      it('shows nothing of the key', () => {
        const key = aKey()
        const text = String.fromCharCode(...vault.seal(key, anId('License')))
        expect(text).not.toContain(key.reveal())
        expect(text).not.toContain(key.reveal().slice(-14))
      })

      it('opens for no other licence', () => {
        const seal = vault.seal(aKey(), anId('License'))
        expect(() => vault.open(seal, anId('License'))).toThrow(Error)
      })

      it('opens under no other secret', () => {
        const license = anId('License')
        const seal = vault.seal(aKey(), license)
        expect(() => other.open(seal, license)).toThrow(Error)
      })

      it('does not open when any one bit was changed', () => {
        const license = anId('License')
        const seal = vault.seal(aKey(), license)
        for (let bit = 0; bit < 8 * seal.length; bit += 1) {
          const forged = Uint8Array.from(seal, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
          expect(() => vault.open(forged, license), `bit ${bit}`).toThrow(Error)
        }
      })

      it('does not open when it was cut short or made longer', () => {
        const license = anId('License')
        const seal = vault.seal(aKey(), license)
        for (let length = 0; length < seal.length; length += 1) {
          expect(() => vault.open(seal.subarray(0, length), license), `${length} bytes`).toThrow(Error)
        }
        expect(() => vault.open(Uint8Array.from([...seal, 0]), license)).toThrow(Error)
        expect(() => vault.open(Uint8Array.from([0, ...seal]), license)).toThrow(Error)
      })

      it('leaves the bytes it opens as they were', () => {
        const license = anId('License')
        const seal = vault.seal(aKey(), license)
        const before = hex(seal)
        vault.open(seal, license)
        expect(hex(seal)).toBe(before)
      })
    })

    it('names its secret: equal over the same one, different over another, and not the secret itself', () => {
      for (const name of ['keyId', 'checkValue'] as const) {
        expect(vault[name]).not.toBe('')
        expect(twin[name]).toBe(vault[name])
        expect(other[name]).not.toBe(vault[name])
        expect(aSecret('vault').reveal()).not.toContain(vault[name])
      }
      expect(vault.keyId).not.toBe(vault.checkValue)
    })
  })
}

function aKey(): LicenseKey {
  return generateLicenseKey(anId('Project'), webCryptoRandomBytes)
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
