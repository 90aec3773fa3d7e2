import {
  instant,
  ok,
  type License,
  type Result,
  type SecretRotation,
  type Store,
  type StoreRefused,
} from '@keybox/domain'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { aNamedRequest, aReply } from '../builders/a-named-request.ts'
import { aMachine } from '../builders/values.ts'
import { readTree } from './dashboard.ts'
import { STORAGE_TIMEOUT_MS } from './open-store.ts'
import { aLicenseFor, commit, storeLicense, storeSeller, type Seller } from './seed.ts'

/** The secrets that somebody is configured with, by label. */
export interface BenchSecrets {
  readonly secret: string
  readonly previous?: string
}

/** One database, and what is opened on it. */
export interface RotationBench {
  /** A server's store. */
  open(secrets: BenchSecrets): Promise<Result<Store, StoreRefused>>
  openRotation(secrets: Required<BenchSecrets>): Promise<Result<SecretRotation, StoreRefused>>
}

const [OLD, BOTH, NEW] = [{ secret: 'old' }, { secret: 'new', previous: 'old' }, { secret: 'new' }] as const
const SWAPPED = { secret: 'old', previous: 'new' }
const NOON = instant(Date.UTC(2024, 5, 1, 12))

/** What every store does that keeps licence keys, while one secret replaces another. */
export function secretRotationContract(freshBench: () => RotationBench): void {
  describe('contract: secret-rotation', { timeout: STORAGE_TIMEOUT_MS }, () => {
    let bench: RotationBench
    beforeEach(() => {
      bench = freshBench()
    })

    /** One server, for as long as the work takes. */
    async function serving<T>(secrets: BenchSecrets, work: (store: Store) => Promise<T>): Promise<T> {
      const store = opened(await bench.open(secrets))
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    }

    async function rotation(): Promise<SecretRotation> {
      const rotating = opened(await bench.openRotation(BOTH))
      onTestFinished(() => rotating.close())
      return rotating
    }

    async function admitted(secrets: BenchSecrets): Promise<string> {
      const result = await bench.open(secrets)
      if (result.ok) await result.value.close()
      else expect(result.error.reason).toBe('WRONG_SECRET')
      return result.ok ? 'admitted' : result.error.message
    }

    const sold = (count: number): Promise<{ seller: Seller; licenses: readonly License[] }> =>
      serving(OLD, async (store) => {
        const seller = await storeSeller(store)
        const licenses: License[] = []
        for (let each = 0; each < count; each += 1) licenses.push(await storeLicense(store, seller.project))
        return { seller, licenses }
      })

    it('finds what is under either, in every way', async () => {
      const { seller, licenses: before } = await sold(3)
      await serving(BOTH, async (store) => {
        const all = [...before, await storeLicense(store, seller.project)]
        for (const license of all) await expectFound(store, license)
        expect(await keysOf(store, seller)).toStrictEqual(keyTexts(all))
        const unknown = aLicenseFor(seller.project)
        expect(await store.licenses.findByKey(unknown.key)).toBeUndefined()
        expect(await store.licenses.findOwned(seller.account.id, unknown.key)).toBeUndefined()
      })
    })

    it('finds all of it under the new one alone afterwards, changed in nothing', async () => {
      const { seller, licenses } = await sold(25)
      await serving(BOTH, async (store) => {
        const rotating = await rotation()
        expect(await resealAll(rotating)).toBe(25)
        expect(await rotating.remaining()).toStrictEqual({ licenses: 0, replies: 0 })
        for (const license of licenses) await expectFound(store, license)
        expect(await rotating.finish()).toStrictEqual(ok())
        for (const license of licenses) await expectFound(store, license)
      })
      await serving(NEW, async (store) => {
        for (const license of licenses) await expectFound(store, license)
        expect(await keysOf(store, seller)).toStrictEqual(keyTexts(licenses))
      })
    })

    it('lets nobody in who would call honest keys unknown, at any time', async () => {
      await sold(1)
      expect(await admitted(NEW)).toContain('filled under another KEYBOX_SECRET')
      expect(await admitted({ secret: 'new', previous: 'other' })).toContain('filled under another KEYBOX_SECRET')
      const rotating = await rotation()
      await resealAll(rotating)
      expect(await admitted(OLD)).toContain('set KEYBOX_SECRET to the new one')
      expect(await admitted(NEW)).toContain('set KEYBOX_SECRET_PREVIOUS')
      expect(await admitted({ secret: 'new', previous: 'other' })).toContain('set KEYBOX_SECRET_PREVIOUS')
      expect(await admitted(SWAPPED)).toContain('in KEYBOX_SECRET_PREVIOUS: it has to be in KEYBOX_SECRET')
      expect(await admitted(BOTH)).toBe('admitted')
      expect(await rotating.finish()).toStrictEqual(ok())
      expect(await admitted(OLD)).toContain('filled under another KEYBOX_SECRET')
      expect(await admitted(BOTH)).toBe('admitted')
      expect(await admitted(NEW)).toBe('admitted')
    })

    it('goes on where it was cut off, and may be run again when it is done', async () => {
      await sold(25)
      const first = await rotation()
      expect(await first.begin()).toStrictEqual(ok())
      expect(await first.resealBatch(10)).toStrictEqual({ resealed: 10, failed: [], more: true })
      await first.close()
      const second = await rotation()
      expect(await second.remaining()).toMatchObject({ licenses: 15 })
      expect(await second.finish()).toMatchObject({ ok: false, error: { type: 'RotationRefused' } })
      expect(await resealAll(second)).toBe(15)
      expect(await second.finish()).toStrictEqual(ok())
      const third = await rotation()
      expect(await resealAll(third)).toBe(0)
      expect(await third.finish()).toStrictEqual(ok())
    })

    it('loses no change that is made meanwhile, and neither counts as one', async () => {
      const { licenses } = await sold(60)
      await serving(BOTH, async (store) => {
        const rotating = await rotation()
        const changing = licenses.map(async (license) => {
          const activation = { machine: aMachine(), at: NOON }
          const changed: License = { ...license, activation, revision: 2, updatedAt: NOON }
          await commit(store, (unit) => unit.licenses.replace(changed))
          return changed
        })
        const [resealed, ...changed] = await Promise.all([resealAll(rotating, 5), ...changing])
        expect(resealed).toBe(60)
        for (const license of changed) await expectFound(store, license)
        // The next change finds the revision that the last one left.
        for (const license of changed) {
          await commit(store, (unit) => unit.licenses.replace({ ...license, revokedAt: NOON, revision: 3 }))
        }
      })
    })

    it('gives no key twice, under one secret and the other', async () => {
      const { seller, licenses } = await sold(1)
      await serving(BOTH, async (store) => {
        expect(await (await rotation()).begin()).toStrictEqual(ok())
        const [{ key }] = licenses as readonly [License]
        const twin = aLicenseFor(seller.project, { key })
        const inserted = await store.unitOfWork.run((unit) => unit.licenses.insert(twin))
        expect(inserted).toMatchObject({ ok: false, error: { type: 'LicenseKeyTaken' } })
      })
    })

    it('repeats the replies of before, until they are forgotten', async () => {
      const [request, later] = [aNamedRequest(), aNamedRequest()]
      const times = { keptAt: NOON, overSince: instant(0) }
      await serving(OLD, (store) => commit(store, ({ replies }) => replies.keep(request, aReply('sold'), times)))
      await serving(BOTH, async (store) => {
        const rotating = await rotation()
        const repeated = async (): Promise<readonly unknown[]> => {
          const found = await store.unitOfWork.run(async ({ replies }) =>
            ok([await replies.find(request), await replies.find(later)]),
          )
          const texts = found.ok ? found.value.map((reply) => reply?.sameRequest && reply.reply.body.reveal()) : []
          return texts
        }
        await commit(store, ({ replies }) => replies.keep(later, aReply('sold later'), times))
        expect(await repeated()).toStrictEqual(['sold', 'sold later'])
        await resealAll(rotating)
        expect(await repeated()).toStrictEqual(['sold', 'sold later'])
        expect(await rotating.newestReply()).toBe(NOON)
        expect(await rotating.finish()).toMatchObject({ ok: false, error: { type: 'RotationRefused' } })
        expect(await rotating.forgetReplies(instant(NOON - 1))).toBe(0)
        expect(await rotating.forgetReplies(NOON)).toBeGreaterThan(0)
        expect(await rotating.newestReply()).toBeUndefined()
        expect(await repeated()).toStrictEqual([undefined, 'sold later'])
        expect(await rotating.finish()).toStrictEqual(ok())
      })
    })
  })
}

async function resealAll(rotating: SecretRotation, limit = 10): Promise<number> {
  expect(await rotating.begin()).toStrictEqual(ok())
  let resealed = 0
  for (let more = true; more;) {
    const batch = await rotating.resealBatch(limit)
    expect(batch.failed).toStrictEqual([])
    expect(batch.resealed).toBeLessThanOrEqual(limit)
    resealed += batch.resealed
    more = batch.more
  }
  await rotating.fence()
  return resealed
}

async function expectFound(store: Store, license: License): Promise<void> {
  const { owner, key } = license
  const inUnit = await store.unitOfWork.run(async ({ licenses }) => ok(await licenses.findByKey(key)))
  const found = [
    await store.licenses.findByKey(key),
    await store.licenses.findOwned(owner, key),
    inUnit.ok && inUnit.value,
  ]
  for (const each of found) expect(each).toStrictEqual(license)
}

async function keysOf(store: Store, { account }: Seller): Promise<readonly string[]> {
  const { tree } = await readTree(store, account.id)
  const licenses = tree.flatMap(({ projects }) => projects.flatMap((project) => project.licenses))
  return keyTexts(licenses)
}

function keyTexts(licenses: readonly License[]): readonly string[] {
  return licenses.map(({ key }) => key.reveal()).toSorted()
}

function opened<T>(result: Result<T, StoreRefused>): T {
  if (!result.ok) throw new Error(`${result.error.reason}: ${result.error.message}`)
  return result.value
}
