import { expect, test } from 'vitest'
import { startProject } from '../../src/project/project.ts'
import { parseDisplayName } from '../../src/shared/display-name.ts'
import { trustedEntityId } from '../../src/shared/entity-id.ts'
import { instant } from '../../src/shared/instant.ts'
import { theValue } from '../shared/the-value.ts'

test('a new project has the facts it was given and one time', () => {
  const facts = {
    id: trustedEntityId('Project', '65ba000000000000000000b1'),
    owner: trustedEntityId('Account', '65ba000000000000000000d1'),
    client: trustedEntityId('Client', '65ba000000000000000000e1'),
    name: theValue(parseDisplayName('Acme')),
  }
  const now = instant(1_704_067_200_000)
  const asked = { ...facts, createdAt: 0, extra: true }
  expect(startProject(asked, now)).toEqual({
    ...facts,
    createdAt: now,
    updatedAt: now,
  })
})
