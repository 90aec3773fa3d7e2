import { aNamedRequest, aReply } from '@keybox/contracts'
import { err, instant, ok, REPLY_KEPT_MS, type KeptReply, type NamedRequest, type Store } from '@keybox/domain'
import { expect, it } from 'vitest'
import { letSecondariesApply } from './support/secondaries.ts'
import { useThreeMembers } from './support/three-members.ts'

const NOW = Date.UTC(2024, 5, 1, 12)

const onThree = useThreeMembers()

it(
  'a reply is not repeated before a majority has it: an election may undo what it tells of',
  { timeout: 60_000 },
  async () => {
    const { store, members } = onThree()
    const request = aNamedRequest()
    await letSecondariesApply(members.uri, false)
    await expect(keep(store, request)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    await expect(find(store, request)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await letSecondariesApply(members.uri, true)
    expect(await find(store, request)).toMatchObject({ sameRequest: true })
  },
)

function keep({ unitOfWork }: Store, request: NamedRequest): Promise<unknown> {
  const times = { keptAt: instant(NOW), overSince: instant(NOW - REPLY_KEPT_MS) }
  return unitOfWork.run(({ replies }) => replies.keep(request, aReply(), times))
}

/** In a unit that commits nothing, as whoever repeats a reply does. */
async function find({ unitOfWork }: Store, request: NamedRequest): Promise<KeptReply | undefined> {
  const outcome = await unitOfWork.run(async ({ replies }) => {
    const found = await replies.find(request)
    return found === undefined ? ok() : err(found)
  })
  return outcome.ok ? undefined : outcome.error
}
