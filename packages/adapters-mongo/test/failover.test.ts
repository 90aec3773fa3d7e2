import type { Client, Store } from '@keybox/domain'
import { expect, it } from 'vitest'
import { useThreeMembers } from './support/three-members.ts'
import { countPairs, storeOwner, writePair } from './support/write-pair.ts'

const WRITERS = 8
const AFTER_THE_FALL = 20

const onThree = useThreeMembers()

it(
  'units ride over the death of the primary: what was answered is there, and no half of anything',
  { timeout: 60_000 },
  async () => {
    const { store, members, connectionsInUse } = onThree()
    const owners = await Promise.all(Array.from({ length: WRITERS }, () => storeOwner(store)))
    let isDead = false
    const writing = owners.map((owner) => writeUntil(store, owner, () => isDead))
    await members.killPrimary()
    isDead = true
    for (const { owner, committed, unknown } of await Promise.all(writing)) {
      const pairs = await countPairs(store, owner.owner)
      expect(pairs).toBeGreaterThanOrEqual(committed)
      expect(pairs).toBeLessThanOrEqual(committed + unknown)
    }
    await expect.poll(connectionsInUse).toBe(0)
  },
)

/** Writes pairs before the primary dies and after, until a fixed number was tried since. */
async function writeUntil(
  store: Store,
  owner: Client,
  isDead: () => boolean,
): Promise<{ readonly owner: Client; readonly committed: number; readonly unknown: number }> {
  let [committed, unknown, since] = [0, 0, 0]
  while (since < AFTER_THE_FALL) {
    if (isDead()) since += 1
    const { failure } = await writePair(store, owner)
    if (failure === undefined) committed += 1
    else if (failure.code === 'OUTCOME_UNKNOWN') unknown += 1
  }
  expect(committed).toBeGreaterThan(0)
  return { owner, committed, unknown }
}
