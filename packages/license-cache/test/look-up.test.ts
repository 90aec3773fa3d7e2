import { StoreFailure } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { anActiveLicense, isGood, revoked, testCache, type TestCache } from './support/test-cache.ts'

const current = (license: unknown) => ({ license, asOf: undefined })

async function remembering(tested: TestCache, license = anActiveLicense()) {
  const found = tested.cache.facts.find(license.key, isGood)
  await tested.begun(tested.reads.length + 1)
  tested.reads.at(-1)?.answer(license)
  await found
  return license
}

describe('a look-up', () => {
  it('reads the store once, then goes by memory', async () => {
    const tested = testCache()
    const license = await remembering(tested)
    expect(await tested.cache.facts.find(license.key, isGood)).toStrictEqual(current(license))
    expect(tested.reads).toHaveLength(1)
  })

  it('reads the store where an answer may not rest on memory', async () => {
    const tested = testCache()
    const license = await remembering(tested, revoked(anActiveLicense()))
    const found = tested.cache.facts.find(license.key, isGood)
    await tested.begun(2)
    const reinstated = { ...license, revokedAt: undefined, revision: license.revision + 1 }
    tested.reads[1]?.answer(reinstated)
    expect(await found).toStrictEqual(current(reinstated))
  })

  it('shares one read among 1,000 that miss at once, whatever it gives', async () => {
    for (const license of [anActiveLicense(), revoked(anActiveLicense())]) {
      const tested = testCache()
      const found = Array.from({ length: 1000 }, async () => tested.cache.facts.find(license.key, isGood))
      await tested.begun(1)
      tested.reads[0]?.answer(license)
      for (const known of await Promise.all(found)) expect(known).toStrictEqual(current(license))
      expect(tested.reads).toHaveLength(1)
    }
  })

  it('joins a read under way for a good answer, and reads anew for any other', async () => {
    const license = anActiveLicense()
    for (const [given, reads] of [
      [license, 1],
      [undefined, 2],
    ] as const) {
      const tested = testCache()
      const first = tested.cache.facts.find(license.key, isGood)
      await tested.begun(1)
      const second = tested.cache.facts.find(license.key, isGood)
      tested.reads[0]?.answer(given)
      expect(await first).toStrictEqual(current(given))
      if (reads === 2) {
        await tested.begun(2)
        tested.reads[1]?.answer(license)
      }
      expect(await second).toStrictEqual(current(license))
      expect(tested.reads).toHaveLength(reads)
    }
  })

  it('waits for the store no longer than whoever asks has time', async () => {
    const tested = testCache({ deadlineMs: 1000 })
    const license = anActiveLicense()
    const late = tested.cache.facts.find(license.key, isGood)
    await tested.begun(1)
    tested.loosePatience()
    await expect(late).rejects.toMatchObject({ name: 'StoreFailure', code: 'STORE_UNAVAILABLE' })
    const next = tested.cache.facts.find(license.key, isGood)
    tested.reads[0]?.answer(license)
    expect(await next).toStrictEqual(current(license))
  })

  it('joins no read while the lease is dead', async () => {
    const tested = testCache()
    tested.lease.live = false
    const license = anActiveLicense()
    const first = tested.cache.facts.find(license.key, isGood)
    await tested.begun(1)
    const second = tested.cache.facts.find(license.key, isGood)
    tested.reads[0]?.answer(license)
    expect(await first).toStrictEqual(current(license))
    await tested.begun(2)
    tested.reads[1]?.answer(revoked(license))
    expect(await second).toStrictEqual(current(revoked(license)))
  })

  it('reads again when a change overtakes the read, remembered or not', async () => {
    const tested = testCache()
    const license = anActiveLicense()
    const found = tested.cache.facts.find(license.key, isGood)
    await tested.begun(1)
    tested.cache.changed(license.id, license.revision + 1)
    tested.reads[0]?.answer(license)
    await tested.begun(2)
    tested.reads[1]?.answer(revoked(license))
    expect(await found).toStrictEqual(current(revoked(license)))
  })

  it('forgets what a change replaced, and what an era remembered that is over', async () => {
    const tested = testCache()
    const license = await remembering(tested)
    tested.cache.changed(license.id, license.revision)
    await tested.cache.facts.find(license.key, isGood)
    tested.cache.changed(license.id, license.revision + 1)
    await remembering(tested, revoked(license))
    const other = await remembering(tested)
    tested.lease.era = { asOf: undefined }
    await remembering(tested, other)
    expect(tested.reads).toHaveLength(4)
  })

  it('remembers no key that does not exist, and lets a flood of such push nothing out', async () => {
    const tested = testCache({ max: 10, source: (key) => Promise.resolve(real.get(key.reveal())) })
    const licenses = Array.from({ length: 10 }, anActiveLicense)
    const real = new Map(licenses.map((license) => [license.key.reveal(), license]))
    for (const { key } of licenses) await tested.cache.facts.find(key, isGood)
    // As many at once as may wait.
    for (let wave = 0; wave < 5; wave += 1) {
      await Promise.all(
        Array.from({ length: 1000 }, async () => tested.cache.facts.find(anActiveLicense().key, isGood)),
      )
    }
    real.clear()
    for (const license of licenses) {
      expect(await tested.cache.facts.find(license.key, isGood)).toStrictEqual(current(license))
    }
  })
})

describe('a store that cannot be reached', () => {
  const down = new StoreFailure('STORE_UNAVAILABLE', 'down')

  it('leaves the last known facts, with the time they are from, when it fails and when it does not answer', async () => {
    const tested = testCache()
    const license = await remembering(tested)
    const asOf = tested.clock.now()
    tested.lease.live = false
    tested.clock.advance(60_000)
    const failed = tested.cache.facts.find(license.key, isGood)
    await tested.begun(2)
    tested.reads[1]?.fail(down)
    expect(await failed).toStrictEqual({ license, asOf })
    const unanswered = tested.cache.facts.find(license.key, isGood)
    await tested.begun(3)
    tested.loosePatience()
    expect(await unanswered).toStrictEqual({ license, asOf })
  })

  it('is waited for: no stale answer while it answers', async () => {
    const tested = testCache()
    const license = await remembering(tested)
    tested.lease.live = false
    const found = tested.cache.facts.find(license.key, isGood)
    await tested.begun(2)
    tested.reads[1]?.answer(revoked(license))
    expect(await found).toStrictEqual(current(revoked(license)))
  })

  it('tells nothing that is older than allowed, nothing at all under refuse, and nothing that is unknown', async () => {
    for (const storeDown of [{ type: 'last-known', maxMs: 1000 }, { type: 'refuse' }] as const) {
      const tested = testCache({ storeDown })
      const license = await remembering(tested)
      tested.lease.live = false
      tested.clock.advance(1001)
      for (const key of [license.key, anActiveLicense().key]) {
        const found = tested.cache.facts.find(key, isGood)
        await tested.begun(tested.reads.length + 1)
        tested.reads.at(-1)?.fail(down)
        await expect(found).rejects.toBe(down)
      }
    }
  })
})
