import {
  createProject,
  StoreFailure,
  trustedEntityId,
  type CreateProject,
  type CreateProjectCommand,
  type IdGenerator,
  type ProjectId,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { services } from '../builders/a-license.ts'
import { anId, displayName, termMonths } from '../builders/values.ts'
import { rounds, roundsTimeout } from '../rounds.ts'
import { watch, type Watch } from '../watch.ts'
import { readTree } from './dashboard.ts'
import { FAULT_POINTS, faultyStore, InjectedFault } from './faulty-store.ts'
import { useStore, type OpenStore, type StorageHooks } from './open-store.ts'
import { storeAccount, storeClient } from './seed.ts'
import { useCasePorts } from './use-case-ports.ts'

/**
 * A project and its first licence are written both or neither, whatever fails, whenever it fails. The long form, as the
 * project's own acceptance asks for it: `KEYBOX_ROUNDS=500` in the environment (see rounds.ts).
 */
export function createProjectFaultsContract(openStore: OpenStore, hooks: StorageHooks = {}): void {
  const usual = rounds(5)
  describe('contract: create-project-faults', { timeout: roundsTimeout(usual) }, () => {
    const store = useStore(openStore)

    it.each(FAULT_POINTS)(`leaves neither when it fails %s, ${usual} times`, async (point) => {
      const { command, tries, create } = await seller(store(), (sound) => faultyStore(sound, point))
      const halves = watchForHalves(store(), command)
      for (let round = 0; round < usual; round += 1) {
        await expect(create(command)).rejects.toBeInstanceOf(InjectedFault)
      }
      await halves.stop()
      await expectNothing(store(), command, tries)
    })

    it('leaves both when nothing fails, also right after a failure at every step', async () => {
      const { command } = await seller(store())
      for (const point of FAULT_POINTS) {
        const failing = createProject({ unitOfWork: faultyStore(store(), point).unitOfWork, ...useCasePorts() })
        await expect(failing(command)).rejects.toBeInstanceOf(InjectedFault)
        const sound = createProject({ unitOfWork: store().unitOfWork, ...useCasePorts() })
        expect(await sound(command)).toMatchObject({ ok: true })
      }
      const { projects, tree } = await readTree(store(), command.owner)
      expect(projects).toBe(FAULT_POINTS.length)
      expect(tree[0]?.projects.map(({ licenses }) => licenses.length)).toStrictEqual(FAULT_POINTS.map(() => 1))
    })

    it('leaves neither for a client that is not there', async () => {
      const { command, tries, create } = await seller(store())
      const stranger = await storeAccount(store())
      for (const wrong of [{ client: anId('Client') }, { owner: stranger.id }]) {
        const refused = await create({ ...command, ...wrong })
        expect(refused).toStrictEqual({ ok: false, error: { type: 'ClientNotFound' } })
      }
      await expectNothing(store(), command, tries)
      await expectNothing(store(), { ...command, owner: stranger.id }, tries)
    })

    it(`never shows one without the other while projects are created and fail at once, ${usual} times`, async () => {
      const { command } = await seller(store())
      const halves = watchForHalves(store(), command)
      const creates = [store(), ...FAULT_POINTS.map((point) => faultyStore(store(), point)), store()].map((each) =>
        createProject({ unitOfWork: each.unitOfWork, ...useCasePorts() }),
      )
      for (let round = 0; round < usual; round += 1) {
        const settled = await Promise.allSettled(creates.map((create) => create(command)))
        expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
      }
      expect(await halves.stop()).toBeGreaterThan(0)
      expect((await readTree(store(), command.owner)).projects).toBe(2 * usual)
    })

    const { openStoreWithCommitFaults } = hooks
    if (openStoreWithCommitFaults === undefined) return
    it(`leaves both or neither when the commit itself fails, ${usual} times`, async () => {
      const faulty = await openStoreWithCommitFaults()
      try {
        const { command, create } = await seller(faulty.store)
        const halves = watchForHalves(faulty.store, command)
        let expected = 0
        for (let round = 0; round < usual; round += 1) {
          await faulty.failNextCommit()
          const outcome = await create(command).catch((error: unknown) => error)
          const { projects } = await readTree(faulty.store, command.owner)
          if (outcome instanceof StoreFailure && outcome.code === 'OUTCOME_UNKNOWN') expected = projects
          else if (!(outcome instanceof Error)) expected += 1
          expect(projects).toBe(expected)
        }
        expect(await create(command)).toMatchObject({ ok: true })
        await halves.stop()
      } finally {
        await faulty.store.close()
      }
    })
  })
}

interface SellerOfProjects {
  readonly command: CreateProjectCommand
  /** The ids of all projects that were tried so far. */
  readonly tries: readonly ProjectId[]
  readonly create: CreateProject
}

async function seller(store: Store, decorate: (sound: Store) => Store = (sound) => sound): Promise<SellerOfProjects> {
  const account = await storeAccount(store)
  const client = await storeClient(store, account)
  const tries: ProjectId[] = []
  const ids: IdGenerator = {
    next: (kind) => {
      const id = anId(kind)
      if (kind === 'Project') tries.push(trustedEntityId('Project', id))
      return id
    },
  }
  const terms = { name: displayName('Project'), duration: termMonths(12), services: services('Hosting') }
  return {
    command: { owner: account.id, client: client.id, ...terms },
    tries,
    create: createProject({ unitOfWork: decorate(store).unitOfWork, ...useCasePorts({ ids }) }),
  }
}

async function expectNothing(
  store: Store,
  { owner }: CreateProjectCommand,
  tries: readonly ProjectId[],
): Promise<void> {
  expect(tries.length).toBeGreaterThan(0)
  for (const id of tries) expect(await store.projects.find(owner, id)).toBeUndefined()
  const { projects, tree } = await readTree(store, owner)
  expect(projects).toBe(0)
  expect(tree.flatMap((branch) => branch.projects)).toStrictEqual([])
}

/** Watches the owner's dashboard for a project without its licence. */
function watchForHalves(store: Store, { owner }: CreateProjectCommand): Watch {
  return watch(async () => {
    const { projects, tree } = await readTree(store, owner)
    const branches = tree.flatMap((branch) => branch.projects)
    expect(branches).toHaveLength(projects)
    for (const { licenses } of branches) expect(licenses).toHaveLength(1)
  })
}
