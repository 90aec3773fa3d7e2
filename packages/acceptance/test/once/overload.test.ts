import { expect, test } from 'vitest'
import { row } from '../support/contract-rows.ts'
import { startKeyBox } from '../support/keybox.ts'
import { expectEnvelope } from '../support/reply.ts'
import { aSeller, PASSWORD } from '../support/seller.ts'

test(
  row('OPS-SHED', 'of more log-ins than can be worked off soon some are served and the rest told when to come back'),
  { timeout: 120_000 },
  async () => {
    const keybox = await startKeyBox({}, 'memory')
    try {
      // Of several: what is under way for one account is bounded by itself, as guesses are.
      const sellers = [await aSeller(keybox), await aSeller(keybox), await aSeller(keybox)]
      const logIn = ({ email }: { readonly email: string }) =>
        keybox.call('POST', '/auth/login', { email, password: PASSWORD })
      const replies = await Promise.all(Array.from({ length: 50 }, () => sellers.map(logIn)).flat())
      const refused = replies.filter(({ status }) => status === 503)
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(150 - refused.length)
      expect(refused.length).toBeGreaterThan(0)
      expect(refused.length).toBeLessThan(150)
      for (const reply of refused) {
        expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/)
        expectEnvelope(reply)
      }
      for (const seller of sellers) expect((await logIn(seller)).status).toBe(200)
    } finally {
      await keybox.close()
    }
  },
)
