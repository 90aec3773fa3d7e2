import { afterAll, beforeAll, expect, test } from 'vitest'
import { ClusterPromise, MACHINE } from '../support/cluster-promise.ts'
import { Cluster, NODES } from '../support/cluster.ts'
import { textAt } from '../support/reply.ts'

/** Few by default; `KEYBOX_ELECTIONS=100` is the long run. */
const ELECTIONS = Number(process.env['KEYBOX_ELECTIONS'] ?? 3)
const LICENSES = 6
const HAMMERS = 6

const PASSWORD = 'correct horse battery'
const account = { name: 'Ada', email: 'ada@example.com', password: PASSWORD, confirm_password: PASSWORD }

let cluster: Cluster

beforeAll(async () => {
  cluster = await Cluster.start()
}, 120_000)

afterAll(() => cluster.stop(), 60_000)

/** Licences that are active, and remembered by every node. */
async function rememberedKeys(promise: ClusterPromise): Promise<readonly string[]> {
  await cluster.call(0, 'POST', '/auth/signup', account)
  const token = String((await cluster.call(0, 'POST', '/auth/login', account)).body['token'])
  const client = await cluster.call(0, 'POST', '/clients', { name: 'Acme', email: 'it@acme.example' }, token)
  const order = { clientId: textAt(client.body, 'client', '_id'), projectName: 'Shop', duration: 12 }
  const keys: string[] = []
  for (let license = 0; license < LICENSES; license += 1) {
    const sale = { ...order, services: ['Hosting'] }
    const key = textAt((await cluster.call(0, 'POST', '/projects/createProject', sale, token)).body, 'license', 'key')
    await cluster.call(0, 'POST', '/validate/activate', { key, machineId: MACHINE })
    await promise.recovered(key)
    keys.push(key)
  }
  return keys
}

test(
  `every remembered licence has its verdict through ${ELECTIONS} elections`,
  { timeout: 60_000 + ELECTIONS * 20_000 },
  async () => {
    const keys = await rememberedKeys(new ClusterPromise(cluster))
    const promise = new ClusterPromise(cluster)
    const stop = promise.hammer(keys, HAMMERS)
    for (let election = 0; election < ELECTIONS; election += 1) {
      await cluster.stepDown()
      for (const key of keys) await promise.recovered(key)
    }
    await stop()
    console.log(promise.report(`${ELECTIONS} elections, ${LICENSES} licences, ${NODES} servers`))
    expect({ unanswered: promise.unanswered, lies: promise.lies }).toStrictEqual({ unanswered: 0, lies: [] })
    expect(promise.current).toBeGreaterThan(0)
  },
)
