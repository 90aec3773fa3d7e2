import { aNamedRequest, aReply } from '@keybox/contracts'
import { instant, ok, REPLY_KEPT_MS, type NamedRequest } from '@keybox/domain'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../src/index.ts'

it('forgets replies that are over when others have come for two days', async () => {
  const store = createMemoryStore()
  const start = Date.UTC(2024, 5, 1)
  const keepAt = async (time: number): Promise<NamedRequest> => {
    const request = aNamedRequest()
    const times = { keptAt: instant(time), overSince: instant(time - REPLY_KEPT_MS) }
    await store.unitOfWork.run(({ replies }) => replies.keep(request, aReply(), times))
    return request
  }
  const isThere = async (request: NamedRequest) =>
    (await store.unitOfWork.run(async ({ replies }) => ok(await replies.find(request)))).value !== undefined
  const requests = [
    await keepAt(start),
    await keepAt(start + REPLY_KEPT_MS - 1),
    await keepAt(start + REPLY_KEPT_MS),
    await keepAt(start + 2 * REPLY_KEPT_MS),
  ]
  expect(await Promise.all(requests.map(isThere))).toStrictEqual([false, false, true, true])
})
