import { trustedEntityId } from '@keybox/domain'
import { expect, it } from 'vitest'

import { createVerifiedTokens } from '../src/verified-tokens.ts'

const account = trustedEntityId('Account', '65a000000000000000000001')
const session = trustedEntityId('Session', '65a000000000000000000002')
const verified = { claims: { account, session }, endsAt: 100 }

it('gives what was found of a token until the second in which it ends', () => {
  const tokens = createVerifiedTokens(10)
  tokens.remember('one', verified)
  expect(tokens.recall('one', 99)).toBe(verified)
  expect(tokens.recall('one', 100)).toBeUndefined()
  expect(tokens.recall('another', 99)).toBeUndefined()
})

it('forgets the one that was not used for longest', () => {
  const tokens = createVerifiedTokens(2)
  tokens.remember('one', verified)
  tokens.remember('two', verified)
  tokens.recall('one', 0)
  tokens.remember('three', verified)
  expect(['one', 'two', 'three'].map((token) => tokens.recall(token, 0))).toStrictEqual([verified, undefined, verified])
})

it('has room for a token that is remembered again', () => {
  const tokens = createVerifiedTokens(2)
  for (const token of ['one', 'two', 'two', 'two']) tokens.remember(token, verified)
  expect(tokens.recall('one', 0)).toBe(verified)
})
