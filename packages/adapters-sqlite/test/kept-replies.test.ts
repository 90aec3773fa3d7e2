import { aNamedRequest, aReply } from '@keybox/contracts'
import { instant, REPLY_KEPT_MS } from '@keybox/domain'
import { expect, it } from 'vitest'
import { anotherProgram, scalar } from './support/another-program.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

it('forgets replies that are over as new ones come, a few at a time', async () => {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  const tool = anotherProgram(path)
  const keepAt = (time: number) =>
    store.unitOfWork.run(({ replies }) => {
      const times = { keptAt: instant(time), overSince: instant(time - REPLY_KEPT_MS) }
      return replies.keep(aNamedRequest(), aReply(), times)
    })
  const start = Date.UTC(2024, 5, 1)
  for (let kept = 0; kept < 10; kept += 1) await keepAt(start + kept)
  const counts = []
  for (let later = 0; later < 4; later += 1) {
    await keepAt(start + 2 * REPLY_KEPT_MS + later)
    counts.push(scalar(tool, 'SELECT count(*) FROM kept_replies'))
  }
  expect(counts).toStrictEqual([7, 4, 3, 4])
})
