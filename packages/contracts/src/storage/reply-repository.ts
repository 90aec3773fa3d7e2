import {
  err,
  instant,
  ok,
  REPLY_KEPT_MS,
  type IdempotencyKeyTaken,
  type Instant,
  type KeptReply,
  type NamedRequest,
  type Reply,
  type Result,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aNamedRequest, aReply, idempotencyKey } from '../builders/a-named-request.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { unwritten } from './unwritten.ts'

const NOON = instant(Date.UTC(2024, 5, 1, 12))

/** What every store's kept replies do. */
export function replyRepositoryContract(openStore: OpenStore): void {
  describe('contract: reply-repository', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('finds nothing under a key that was never used', async () => {
      expect(await find(store(), aNamedRequest())).toBeUndefined()
    })

    it.each([
      ['a licence key', '{"key":"KB-000000000000000000000000-AAAA-BBBB-CCCC"}', 201],
      ['letters beyond ASCII', '{"name":"Zoë 🔑 \\u0000"}', 200],
      ['nothing', '', 200],
      ['many letters', 'x'.repeat(50_000), 201],
    ])('repeats a reply for the request that it answered: %s', async (_, text, status) => {
      const request = aNamedRequest()
      expect(await keep(store(), request, aReply(text, status))).toStrictEqual(ok())
      const found = await find(store(), request)
      expect(plain(found)).toStrictEqual({ keptAt: NOON, sameRequest: true, status, text })
    })

    it('tells another request under the key that it is another, and nothing else', async () => {
      const request = aNamedRequest()
      await keep(store(), request, aReply())
      const { digest } = aNamedRequest()
      expect(await find(store(), { ...request, digest })).toStrictEqual({ keptAt: NOON, sameRequest: false })
    })

    it('keeps keys apart by their letters, and by scope', async () => {
      const request = aNamedRequest({ key: idempotencyKey('Key') })
      await keep(store(), request, aReply('first'))
      const { scope } = aNamedRequest()
      for (const other of [
        { ...request, scope },
        { ...request, key: idempotencyKey('key') },
        { ...request, key: idempotencyKey('KeyKey') },
      ]) {
        expect(await find(store(), other)).toBeUndefined()
        expect(await keep(store(), other, aReply('other'))).toStrictEqual(ok())
      }
      expect(plain(await find(store(), request))).toMatchObject({ text: 'first' })
    })

    it('keeps the first one under a key until it is over, and the next one from then on', async () => {
      const request = aNamedRequest()
      const again = { ...request, digest: aNamedRequest().digest }
      await keep(store(), request, aReply('first'))
      const lastMoment = instant(NOON + REPLY_KEPT_MS - 1)
      for (const now of [instant(NOON - 1), NOON, lastMoment]) {
        expect(await keep(store(), again, aReply('second'), now)).toStrictEqual(err({ type: 'IdempotencyKeyTaken' }))
      }
      expect(plain(await find(store(), request))).toMatchObject({ keptAt: NOON, text: 'first' })
      const over = instant(NOON + REPLY_KEPT_MS)
      expect(await keep(store(), again, aReply('second', 200), over)).toStrictEqual(ok())
      expect(plain(await find(store(), again))).toStrictEqual({
        keptAt: over,
        sameRequest: true,
        status: 200,
        text: 'second',
      })
    })

    it('forgets none that is not over, however many come and go', async () => {
      const requests = Array.from({ length: 30 }, () => aNamedRequest())
      for (const [hour, request] of requests.entries()) {
        const now = instant(NOON + hour * 3_600_000)
        await keep(store(), request, aReply(`told ${hour}`), now)
        for (const [earlier, kept] of requests.slice(0, hour + 1).entries()) {
          if (hour - earlier < 24) expect(plain(await find(store(), kept))).toMatchObject({ text: `told ${earlier}` })
        }
      }
    })

    it('is found by the unit that kept it', async () => {
      const request = aNamedRequest()
      await store().unitOfWork.run(async ({ replies }) => {
        const kept = await replies.keep(request, aReply('mine'), times(NOON))
        expect(plain(await replies.find(request))).toMatchObject({ text: 'mine' })
        return kept
      })
    })

    it.each(['an Err', 'a throw'])(
      'is not kept by a unit that ends with %s, nor is what the unit wrote',
      async (end) => {
        const request = aNamedRequest()
        const { writeAll, expectNothing, expectEverything } = await unwritten(store())
        const run = (last: () => Result<void, string>) =>
          store().unitOfWork.run(async (repositories) => {
            await writeAll(repositories)
            await repositories.replies.keep(request, aReply(), times(NOON))
            return last()
          })
        await run(() => {
          if (end === 'a throw') throw new Error('lost')
          return err('no')
        }).catch(() => undefined)
        await expectNothing()
        expect(await find(store(), request)).toBeUndefined()
        await run(() => ok())
        await expectEverything()
        expect(await find(store(), request)).toBeDefined()
      },
    )

    it('takes what a unit wrote back where the key is taken', async () => {
      const request = aNamedRequest()
      await keep(store(), request, aReply('first'))
      const { writeAll, expectNothing } = await unwritten(store())
      const refused = await store().unitOfWork.run<Result<void, IdempotencyKeyTaken>>(async (repositories) => {
        await writeAll(repositories)
        return repositories.replies.keep(request, aReply('second'), times(NOON))
      })
      expect(refused).toStrictEqual(err({ type: 'IdempotencyKeyTaken' }))
      await expectNothing()
    })

    it('works within its unit only', async () => {
      let late: (() => Promise<unknown>) | undefined
      await store().unitOfWork.run(async ({ replies }) => {
        late = () => replies.find(aNamedRequest())
        return ok()
      })
      await expect(async () => late?.()).rejects.toThrow(Error)
    })
  })
}

function times(now: Instant): { readonly keptAt: Instant; readonly overSince: Instant } {
  return { keptAt: now, overSince: instant(now - REPLY_KEPT_MS) }
}

function keep(
  store: Store,
  request: NamedRequest,
  reply: Reply,
  now: Instant = NOON,
): Promise<Result<void, IdempotencyKeyTaken>> {
  return store.unitOfWork.run(({ replies }) => replies.keep(request, reply, times(now)))
}

async function find(store: Store, request: NamedRequest): Promise<KeptReply | undefined> {
  return (await store.unitOfWork.run(async ({ replies }) => ok(await replies.find(request)))).value
}

/** A matcher sees through no `Redacted`. */
function plain(kept: KeptReply | undefined): unknown {
  if (kept?.sameRequest !== true) return kept
  const { reply, ...others } = kept
  return { ...others, status: reply.status, text: reply.body.reveal() }
}
