import { Redacted, type KeyVault } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aNamedRequest, aReply, idempotencyKey } from '../builders/a-named-request.ts'
import type { CreateKeyVault } from './key-vault.ts'
import { aSecret } from './suite-secret.ts'

/** What the part of every key vault that is for replies does. */
export function replyVaultContract(create: CreateKeyVault): void {
  describe('contract: reply-vault', { timeout: 60_000 }, () => {
    const { replies: vault } = create(aSecret('vault'))
    const { replies: twin } = create(aSecret('vault'))
    const { replies: other } = create(aSecret('other'))

    it('digests a key by its text, its scope and the secret, into 32 bytes', () => {
      const { key, scope } = aNamedRequest()
      const digest = vault.digestKey(key, scope)
      expect(digest).toHaveLength(32)
      expect(hex(twin.digestKey(idempotencyKey(key.reveal()), scope))).toBe(hex(digest))
      const others = [
        other.digestKey(key, scope),
        vault.digestKey(idempotencyKey(), scope),
        vault.digestKey(key, aNamedRequest().scope),
      ]
      expect(others.map(hex)).not.toContain(hex(digest))
    })

    it('digests a request by its digest and the secret, and not as it digests keys', () => {
      const { key, scope, digest } = aNamedRequest()
      expect(vault.digestRequest(digest)).toHaveLength(32)
      expect(hex(twin.digestRequest(new Redacted('RequestDigest', digest.reveal())))).toBe(
        hex(vault.digestRequest(digest)),
      )
      const sameText = new Redacted('RequestDigest', `${scope} ${key.reveal()}`)
      const digests = [vault.digestRequest(sameText), vault.digestKey(key, scope), other.digestRequest(sameText)]
      expect(new Set(digests.map(hex)).size).toBe(3)
    })

    it.each(['', '{"key":"KB-1"}', 'Zoë 🔑', 'x'.repeat(100_000)])('opens what it sealed: %.20s', (text) => {
      const place = placeOf(vault)
      const { body } = aReply(text)
      const seals = [vault.seal(body, place), vault.seal(body, place)]
      expect(new Set(seals.map(hex)).size).toBe(2)
      for (const seal of seals) {
        expect(twin.open(seal, place).reveal()).toBe(text)
        if (text !== '') expect(Buffer.from(seal).includes(text)).toBe(false)
      }
    })

    it('opens in no other place, under no other secret, and nothing that was changed', () => {
      const place = placeOf(vault)
      const seal = vault.seal(aReply('{"key":"KB-1"}').body, place)
      expect(() => vault.open(seal, placeOf(vault))).toThrow(Error)
      expect(() => other.open(seal, place)).toThrow(Error)
      for (let bit = 0; bit < 8 * seal.length; bit += 1) {
        const forged = Uint8Array.from(seal, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
        expect(() => vault.open(forged, place), `bit ${bit}`).toThrow(Error)
      }
      for (let length = 0; length < seal.length; length += 1) {
        expect(() => vault.open(seal.subarray(0, length), place), `${length} bytes`).toThrow(Error)
      }
    })
  })
}

function placeOf(vault: KeyVault['replies']): Uint8Array {
  const { key, scope } = aNamedRequest()
  return vault.digestKey(key, scope)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
