import { expect, test } from 'vitest'
import { openAccount } from '../../src/account/account.ts'
import { parseDisplayName } from '../../src/shared/display-name.ts'
import { parseEmailAddress } from '../../src/shared/email-address.ts'
import { trustedEntityId } from '../../src/shared/entity-id.ts'
import { instant } from '../../src/shared/instant.ts'
import { Redacted } from '../../src/shared/redacted.ts'
import { theValue } from '../shared/the-value.ts'

test('whoever opens an account is a DEVELOPER, whatever else was asked for', () => {
  const facts = {
    id: trustedEntityId('Account', '65ba000000000000000000d1'),
    name: theValue(parseDisplayName('Ada')),
    email: theValue(parseEmailAddress('Ada@Example.com')),
    passwordHash: new Redacted('PasswordHash', '$argon2id$…'),
  }
  const now = instant(1_704_067_200_000)
  const asked = { ...facts, role: 'ADMIN', createdAt: 0 }
  expect(openAccount(asked, now)).toEqual({
    ...facts,
    role: 'DEVELOPER',
    createdAt: now,
    updatedAt: now,
  })
})
