import { expect, test } from 'vitest'
import { registerClient } from '../../src/client/client.ts'
import { parseDisplayName } from '../../src/shared/display-name.ts'
import { parseEmailAddress } from '../../src/shared/email-address.ts'
import { trustedEntityId } from '../../src/shared/entity-id.ts'
import { instant } from '../../src/shared/instant.ts'
import { theValue } from '../shared/the-value.ts'

const now = instant(1_704_067_200_000)
const owner = trustedEntityId('Account', '65ba000000000000000000d1')
const name = theValue(parseDisplayName('Acme'))

test('a new client has the facts it was given and one time', () => {
  const facts = {
    id: trustedEntityId('Client', '65ba000000000000000000e1'),
    owner,
    name,
    email: theValue(parseEmailAddress('Billing@Acme.example')),
  }
  const asked = { ...facts, createdAt: 0, extra: true }
  expect(registerClient(asked, now)).toEqual({
    ...facts,
    createdAt: now,
    updatedAt: now,
  })
})
