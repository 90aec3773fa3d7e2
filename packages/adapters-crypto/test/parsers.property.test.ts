import { hostileText, nearly, PROPERTY_RUNS } from '@keybox/contracts'
import { instant, Redacted, trustedEntityId } from '@keybox/domain'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccessTokens } from '../src/access-tokens.ts'
import { generateMasterSecret, parseMasterSecret } from '../src/master-secret.ts'

const RUNS = { numRuns: PROPERTY_RUNS }
const NOW = instant(Date.UTC(2024, 0, 31))

test('no text is a token but one that was issued', async () => {
  const tokens = createAccessTokens(generateMasterSecret())
  const session = {
    id: trustedEntityId('Session', 'b'.repeat(24)),
    owner: trustedEntityId('Account', 'a'.repeat(24)),
    revision: 1,
  }
  const token = (await tokens.issue(session, NOW)).token.reveal()
  const parts = fc.array(fc.oneof(fc.base64String(), fc.constantFrom(...token.split('.'))), { maxLength: 4 })
  const texts = fc.oneof(
    hostileText,
    nearly(fc.constant(token)),
    parts.map((list) => list.join('.')),
  )
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect((await tokens.verify(new Redacted('AccessToken', text), NOW)).ok).toBe(text === token)
    }),
    RUNS,
  )
})

test('a master secret is taken as it is, or refused in words that do not hold it', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const parsed = parseMasterSecret(text)
      if (parsed.ok) expect(parsed.value.reveal()).toBe(text)
      else if (text.length > 3) expect(parsed.error.reason).not.toContain(text)
    }),
    RUNS,
  )
})
