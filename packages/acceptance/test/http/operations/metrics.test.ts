import { parsePrometheusText } from '@keybox/contracts'
import { expect, inject, test } from 'vitest'
import { useKeyBox } from '../../support/keybox.ts'
import { aSeller, validate } from '../../support/seller.ts'

const keybox = useKeyBox({ env: { KEYBOX_METRICS: 'on' } })

async function values(prefix: string): Promise<Readonly<Record<string, number>>> {
  const { text } = await keybox.send({ method: 'GET', path: '/metrics' })
  const samples = parsePrometheusText(text).flatMap((family) => family.samples)
  return Object.fromEntries(
    samples
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, labels, value }) => [[name.slice(prefix.length), ...Object.values(labels)].join(' '), value]),
  )
}

const isShared = inject('store') === 'mongo'

test('the cache tells how look-ups end and how full it is', async () => {
  const seller = await aSeller(keybox)
  if (isShared) await expect.poll(() => values('keybox_lease_'), { timeout: 30_000 }).toMatchObject({ live: 1 })
  const before = await values('keybox_license_cache_')
  const { key } = await seller.sellActivated('office-pc')
  for (let time = 0; time < 3; time += 1) await validate(keybox, { key, machineId: 'office-pc' })
  await validate(keybox, { key: 'KB-65a1b2c3d4e5f60718293a4b-AAAA-BBBB-CCCC' })
  const after = await values('keybox_license_cache_')
  const grown = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? Number.NaN)] as const)
  const {
    'lookups_total hit': hit = 0,
    'lookups_total read': read = 0,
    licenses = 0,
    ...others
  } = Object.fromEntries(grown)
  expect(hit + read).toBe(4)
  // A lease may run out on a busy machine: then the store is read, and nothing remembered.
  if (!isShared) expect([hit, read, licenses]).toStrictEqual([3, 1, 1])
  expect(others).toStrictEqual({
    'lookups_total stale': 0,
    'lookups_total failed': 0,
    'store_reads running': 0,
    'store_reads waiting': 0,
  })
}, 60_000)

test('a lease and the waits of revocations are shown where servers share the store', async () => {
  const seller = await aSeller(keybox)
  const { key } = await seller.sellActivated('office-pc')
  expect((await seller.revoke(key, { revoked: true })).status).toBe(200)
  const waits = await values('keybox_revocation_wait_seconds_')
  const lease = await values('keybox_lease_')
  expect([waits['count'], Object.keys(lease)]).toStrictEqual(isShared ? [1, ['live', 'lag_seconds']] : [undefined, []])
  if (isShared) expect(lease['lag_seconds']).toBeGreaterThanOrEqual(0)
})
