import { aSession, storeAccount } from '@keybox/contracts'
import { instant, ok, SESSION_IDLE_MS } from '@keybox/domain'
import { expect, it } from 'vitest'
import { anotherProgram, scalar } from './support/another-program.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

it('removes sessions whose time is over as new ones begin, a few at a time', async () => {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  const tool = anotherProgram(path)
  const { id: owner } = await storeAccount(store)
  const beginAt = (time: number) =>
    store.unitOfWork.run(async ({ sessions }) =>
      ok(await sessions.insert(aSession({ owner, createdAt: instant(time) }))),
    )
  const start = Date.UTC(2024, 5, 1)
  for (let begun = 0; begun < 10; begun += 1) await beginAt(start + begun)
  const counts = []
  for (let later = 0; later < 4; later += 1) {
    await beginAt(start + 2 * SESSION_IDLE_MS + later)
    counts.push(scalar(tool, 'SELECT count(*) FROM sessions'))
  }
  expect(counts).toStrictEqual([7, 4, 3, 4])
})

it('keeps the digests of a refresh token, and an owner who is there', async () => {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  const { id: owner } = await storeAccount(store)
  const wrong = [aSession(), { ...aSession({ owner }), endsAt: instant(0) }]
  for (const session of wrong) {
    const inserted = store.unitOfWork.run(async ({ sessions }) => ok(await sessions.insert(session)))
    await expect(inserted).rejects.toThrow('constraint failed')
  }
})
