import {
  createClient,
  createProject,
  err,
  ok,
  REPLY_KEPT_MS,
  StoreFailure,
  type Client,
  type ClientEmailTaken,
  type ClientNotFound,
  type CreateClient,
  type CreateProject,
  type NotDoneAgain,
  type ProjectWithLicense,
  type Result,
  type Store,
  type UnitOfWork,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { services } from '../builders/a-license.ts'
import { anIdempotentRequest } from '../builders/a-named-request.ts'
import { displayName, emailAddress, sequence, termMonths } from '../builders/values.ts'
import { gate } from '../gate.ts'
import { rounds, roundsTimeout } from '../rounds.ts'
import { settableClock } from '../settable-clock.ts'
import { readTree } from './dashboard.ts'
import { FAULT_POINTS, faultyStore, InjectedFault } from './faulty-store.ts'
import { useStore, type OpenStore, type StorageHooks } from './open-store.ts'
import { storeAccount, storeClient } from './seed.ts'
import { useCasePorts } from './use-case-ports.ts'

const RIVALS = 20

/** What use cases and store do together with a request that is made again. */
export function idempotencyContract(openStore: OpenStore, hooks: StorageHooks = {}): void {
  const usual = rounds(10)
  describe('contract: idempotency', { timeout: roundsTimeout(usual) }, () => {
    const store = useStore(openStore)

    it(`does once what ${RIVALS} at once ask for, each by a way of its own, ${usual} times`, async () => {
      for (let round = 0; round < usual; round += 1) {
        const { owner, command } = await project(store())
        const request = anIdempotentRequest<ProjectWithLicense>()
        // Each has its own memory of what is under way, as different processes have: the store alone decides.
        const rivals = Array.from({ length: RIVALS }, () => creation(store())(command, request))
        const results = await Promise.all(rivals)
        const [winner, ...others] = results.flatMap((result) => (result.ok ? [result.value] : []))
        expect(others).toStrictEqual([])
        expect((await readTree(store(), owner)).projects).toBe(1)
        const told = results.flatMap((result) =>
          !result.ok && result.error.type === 'AlreadyAnswered' ? [result.error.reply.body.reveal()] : [],
        )
        const busy = results.filter((result) => !result.ok && result.error.type === 'IdempotencyKeyInUse')
        expect(told.length + busy.length).toBe(RIVALS - 1)
        expect(new Set([...told, JSON.stringify(winner)]).size).toBe(1)
      }
    })

    it('turns the second away while the first is being done, and tells it afterwards', async () => {
      const { create, command } = await client(store())
      const request = anIdempotentRequest<Client>()
      const [first, second] = await Promise.all([create(command, request), create(command, request)])
      expect(first.ok).toBe(true)
      expect(second).toStrictEqual(err({ type: 'IdempotencyKeyInUse' }))
      expectTold(await create(command, request), first)
    })

    it('lets the second do it when the first failed while it waited for its turn', async () => {
      const { create, command } = await client(store())
      const request = anIdempotentRequest<Client>()
      const started = gate()
      const mayEnd = gate()
      const blocking = store().unitOfWork.run(async () => {
        started.open()
        await mayEnd.opened
        return err('no')
      })
      await started.opened
      const failing = createClient({
        unitOfWork: faultyStore(store(), 'before the commit').unitOfWork,
        ...useCasePorts(),
      })
      const first = failing(command, request).catch((error: unknown) => error)
      mayEnd.open()
      await blocking
      expect(await first).toBeInstanceOf(InjectedFault)
      expect(await create(command, request)).toMatchObject({ ok: true })
    })

    it('tells what it did itself where a store runs a unit again that was committed after all', async () => {
      const { command } = await client(store())
      const twice: UnitOfWork = {
        run: async (work) => {
          await store().unitOfWork.run(work)
          return store().unitOfWork.run(work)
        },
      }
      const create = createClient({ unitOfWork: twice, ...useCasePorts() })
      const told = await create(command, anIdempotentRequest<Client>())
      const [stored, ...others] = (await readTree(store(), command.owner)).tree
      expect(others).toStrictEqual([])
      expectTold(told, ok(stored?.client))
    })

    it.each(FAULT_POINTS)('keeps nothing when it fails %s: it is done when it is asked for again', async (point) => {
      const { owner, command } = await project(store())
      const request = anIdempotentRequest<ProjectWithLicense>()
      await expect(creation(faultyStore(store(), point))(command, request)).rejects.toBeInstanceOf(InjectedFault)
      const done = await creation(store())(command, request)
      expect(done).toMatchObject({ ok: true })
      expectTold(await creation(store())(command, request), done)
      expect((await readTree(store(), owner)).projects).toBe(1)
    })

    it('keeps no refusal: it is done when its cause is mended', async () => {
      const { create, command } = await client(store())
      await create(command)
      const request = anIdempotentRequest<Client>()
      expect(await create(command, request)).toStrictEqual(err({ type: 'ClientEmailTaken' }))
      const mended = { ...command, email: emailAddress(`free-${sequence()}@example.com`) }
      expect(await create(mended, request)).toMatchObject({ ok: true })
    })

    it('refuses another request under the key, also one that would fail by itself', async () => {
      const { create, command } = await client(store())
      const request = anIdempotentRequest<Client>()
      await create(command, request)
      const other = { ...request, digest: anIdempotentRequest().digest }
      expect(await create(command, other)).toStrictEqual(err({ type: 'IdempotencyKeyReused' }))
    })

    it('repeats for 24 hours, and not a millisecond longer', async () => {
      const clock = settableClock()
      const { create, command } = await client(store(), clock)
      const request = anIdempotentRequest<Client>()
      const first = await create(command, request)
      clock.advance(REPLY_KEPT_MS - 1)
      expectTold(await create(command, request), first)
      clock.advance(1)
      expect(await create(command, request)).toStrictEqual(err({ type: 'ClientEmailTaken' }))
      const anew = await create({ ...command, email: emailAddress(`anew-${sequence()}@example.com`) }, request)
      expect(anew).toMatchObject({ ok: true })
      expectTold(await create(command, request), anew)
    })

    const { openStoreWithCommitFaults } = hooks
    if (openStoreWithCommitFaults === undefined) return
    it(`does it once however often it is asked for while commits fail, ${usual} times`, async () => {
      const faulty = await openStoreWithCommitFaults()
      try {
        const { command: order, create } = await client(faulty.store)
        for (let round = 0; round < usual; round += 1) {
          const command = { ...order, email: emailAddress(`fault-${sequence()}@example.com`) }
          const request = anIdempotentRequest<Client>()
          await faulty.failNextCommit()
          const outcome = await create(command, request).catch((error: unknown) => error)
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(StoreFailure)
          const again = await create(command, request)
          expect(again.ok || again.error.type === 'AlreadyAnswered').toBe(true)
          expect((await readTree(faulty.store, command.owner)).clients).toBe(round + 1)
        }
      } finally {
        await faulty.store.close()
      }
    })
  })
}

interface Clients {
  readonly create: CreateClient
  readonly command: Parameters<CreateClient>[0]
}

async function client(store: Store, clock = settableClock()): Promise<Clients> {
  const owner = (await storeAccount(store)).id
  return {
    create: createClient({ unitOfWork: store.unitOfWork, ...useCasePorts({ clock }) }),
    command: { owner, name: displayName('Customer'), email: emailAddress(`customer-${sequence()}@example.com`) },
  }
}

async function project(store: Store): Promise<{
  readonly owner: Client['owner']
  readonly command: Parameters<CreateProject>[0]
}> {
  const account = await storeAccount(store)
  const { id } = await storeClient(store, account)
  const terms = { name: displayName('Project'), duration: termMonths(12), services: services('Hosting') }
  return { owner: account.id, command: { owner: account.id, client: id, ...terms } }
}

function creation({ unitOfWork }: Store): CreateProject {
  return createProject({ unitOfWork, ...useCasePorts() })
}

/** That a request was answered with the reply to the first one. */
function expectTold(
  again: Result<unknown, ClientEmailTaken | ClientNotFound | NotDoneAgain>,
  first: Result<unknown, unknown>,
): void {
  const told = !again.ok && again.error.type === 'AlreadyAnswered' ? again.error.reply.body.reveal() : undefined
  expect(told).toBe(first.ok ? JSON.stringify(first.value) : 'nothing')
}
