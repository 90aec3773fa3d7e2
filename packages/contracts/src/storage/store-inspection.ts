import {
  emailIdentity,
  instant,
  REPLY_KEPT_MS,
  type Account,
  type Client,
  type KeyVault,
  type License,
  type Project,
  type Store,
  type StoredAccount,
  type StoredClient,
  type StoredProject,
  type StoredSession,
  type StoreInspection,
} from '@keybox/domain'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { services } from '../builders/a-license.ts'
import { aNamedRequest, aReply } from '../builders/a-named-request.ts'
import { aMachine } from '../builders/values.ts'
import { STORAGE_TIMEOUT_MS } from './open-store.ts'
import { commit, storeAccount, storeClient, storeLicense, storeProject, storeSeller, storeSession } from './seed.ts'

/** A store that nobody else writes to, and the way to look at it past it. */
export interface InspectedStore {
  readonly store: Store
  /** The one that the store was opened with. */
  readonly keyVault: KeyVault
  /** One more look, at what is there when it begins. */
  inspect(): Promise<StoreInspection>
  close(): Promise<void>
}

/** More than any store reads at once. */
const MANY = 1100
const LATER = instant(Date.UTC(2024, 5, 1, 12))

/** What every look at a store gives. */
export function storeInspectionContract(open: () => Promise<InspectedStore>): void {
  describe('contract: store-inspection', { timeout: STORAGE_TIMEOUT_MS }, () => {
    let inspected: InspectedStore | undefined
    beforeAll(async () => {
      inspected = await open()
    }, STORAGE_TIMEOUT_MS)
    afterAll(() => inspected?.close(), STORAGE_TIMEOUT_MS)

    const under = (): InspectedStore => {
      if (inspected === undefined) throw new Error('The store is not open yet: ask for it inside a test')
      return inspected
    }
    const look = async (): Promise<StoreInspection> => {
      const inspection = await under().inspect()
      onTestFinished(() => inspection.close())
      return inspection
    }

    it('answers, and tells what it was laid out as and filled under', async () => {
      const inspection = await look()
      await inspection.ping()
      expect(inspection.schemaVersion).toBeGreaterThan(0)
      expect(inspection.secrets?.written).toBe(under().keyVault.checkValue)
    })

    it('finds no fault in a store that nobody has meddled with', async () => {
      await storeSeller(under().store)
      const findings = await all((await look()).layout())
      expect(findings.filter(({ severity }) => severity === 'fault')).toStrictEqual([])
    })

    it('counts what was committed before it began, and nothing of a unit under way', async () => {
      const { store } = under()
      const before = await (await look()).counts()
      const { project } = await storeSeller(store)
      await storeLicense(store, project)
      const more = (by: number) => Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + by]))
      await commit(store, async ({ clients }) => {
        const inserted = await clients.insert(aClient({ owner: project.owner }))
        expect(await (await look()).counts()).toStrictEqual(more(1))
        return inserted
      })
      expect(await (await look()).counts()).toStrictEqual({ ...more(1), clients: before.clients + 2 })
    })

    it('gives accounts as they are stored', async () => {
      const account = await storeAccount(under().store)
      expect(found(await all((await look()).accounts()), account.id)).toStrictEqual(storedAccount(account))
    })

    it('gives clients as they are stored, with the account that they name', async () => {
      const { store } = under()
      const client = await storeClient(store, await storeAccount(store))
      expect(found(await all((await look()).clients()), client.id)).toStrictEqual(storedClient(client))
    })

    it('gives projects as they are stored, with the client that they name, and whether they have a licence', async () => {
      const { store } = under()
      const { client, project } = await storeSeller(store)
      const sold = await storeProject(store, client)
      await storeLicense(store, sold)
      const projects = await all((await look()).projects())
      expect(found(projects, project.id)).toStrictEqual(storedProject(project, false))
      expect(found(projects, sold.id)).toStrictEqual(storedProject(sold, true))
    })

    it.each<[string, () => Partial<License>]>([
      ['that is pending', () => ({ services: services('Hosting', 'Domain') })],
      ['that is active', () => ({ activation: { machine: aMachine(), at: LATER }, revision: 2, updatedAt: LATER })],
      ['that is revoked', () => ({ revokedAt: LATER, revision: 3, updatedAt: LATER })],
    ])('gives a licence %s as it is stored, with the project that it names', async (_, overrides) => {
      const { store, keyVault } = under()
      const { project } = await storeSeller(store)
      const license = await storeLicense(store, project, overrides())
      const stored = found(await all((await look()).licenses()), license.id)
      const { keyDigest, keySeal, ...facts } = stored ?? {}
      expect({ ...facts, keyDigest: keyDigest && [...keyDigest] }).toStrictEqual(storedFacts(license, keyVault))
      expect(keyVault.open(keySeal ?? new Uint8Array(), license.id).equals(license.key)).toBe(true)
    })

    it('gives sessions as they are stored, with the account that they name', async () => {
      const { store } = under()
      const owner = await storeAccount(store)
      const session = await storeSession(store, owner)
      const stored: StoredSession = { ...session, ownerExists: true }
      expect(found(await all((await look()).sessions()), session.id)).toStrictEqual(stored)
    })

    it('gives kept replies as they are stored, sealed', async () => {
      const { store, keyVault } = under()
      const request = aNamedRequest()
      const times = { keptAt: LATER, overSince: instant(LATER - REPLY_KEPT_MS) }
      await commit(store, ({ replies }) => replies.keep(request, aReply('{"told":true}', 201), times))
      const id = keyVault.replies.digestKey(request.key, request.scope)
      const replies = await all((await look()).replies())
      const [stored, ...others] = replies.filter((reply) => Buffer.from(id).equals(reply.id))
      expect(others).toStrictEqual([])
      expect(stored).toMatchObject({ status: 201, keyId: keyVault.keyId, keptAt: LATER })
      expect(keyVault.replies.open(stored?.bodySeal ?? new Uint8Array(), id).reveal()).toBe('{"told":true}')
    })

    it('gives each record once, however many there are, and to several who read at their own pace', async () => {
      const { store } = under()
      const owner = await storeAccount(store)
      const clients = Array.from({ length: MANY }, () => aClient({ owner: owner.id }))
      await commit(store, async ({ clients: repository }) => {
        for (const client of clients.slice(1)) await repository.insert(client)
        return repository.insert(clients[0] ?? aClient())
      })
      const inspection = await look()
      const slow = inspection.clients()[Symbol.asyncIterator]()
      await slow.next()
      const ids = (await all(inspection.clients())).filter(({ owner: of }) => of === owner.id).map(({ id }) => id)
      expect(ids.toSorted()).toStrictEqual(clients.map(({ id }) => id).toSorted())
      await slow.return?.()
      expect(await inspection.counts()).toMatchObject({ clients: (await all(inspection.clients())).length })
    })
  })
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

function found<T extends { readonly id: string }>(records: readonly T[], id: string): T | undefined {
  const [first, ...others] = records.filter((record) => record.id === id)
  expect(others).toStrictEqual([])
  return first
}

function storedAccount({ passwordHash, ...account }: Account): StoredAccount {
  return { ...account, emailIdentity: emailIdentity(account.email), passwordHash: passwordHash.reveal() }
}

function storedClient(client: Client): StoredClient {
  return { ...client, emailIdentity: emailIdentity(client.email), ownerExists: true }
}

function storedProject(project: Project, hasLicense: boolean): StoredProject {
  return { ...project, clientOwner: project.owner, hasLicense }
}

/** All but the seal, which is another each time; bytes as numbers, for stores may have them in arrays of other kinds. */
function storedFacts({ key, activation, ...license }: License, keyVault: KeyVault): unknown {
  const projectFacts = { owner: license.owner, client: license.client }
  const known = {
    keyId: keyVault.keyId,
    keyDigest: [...keyVault.digest(key)],
    machine: activation?.machine,
    activatedAt: activation?.at,
  }
  return { ...license, ...known, projectFacts }
}
