import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClusterPromise, MACHINE } from '../support/cluster-promise.ts'
import { Cluster, NODES } from '../support/cluster.ts'
import { textAt } from '../support/reply.ts'

/** Few by default; docs/adr/0011 says what a long run is. The figures of several runs add up. */
const REVOCATIONS = Number(process.env['KEYBOX_CLUSTER_REVOCATIONS'] ?? 60)
const ACTIVATIONS = Number(process.env['KEYBOX_CLUSTER_ACTIVATIONS'] ?? 30)
const FAULTS = Number(process.env['KEYBOX_CLUSTER_FAULTS'] ?? 5)
/** After so many seconds a test begins nothing new, and reports what was done. */
const SECONDS = Number(process.env['KEYBOX_CLUSTER_SECONDS'] ?? 3600)
/** Revocations in the while of one fault. */
const PER_FAULT = 8
/** Licences that stay good. */
const GOOD = 4
/** Changes at once, and validations: as many as they can, which on a small machine is what a revocation waits for. */
const AT_ONCE = Number(process.env['KEYBOX_CLUSTER_AT_ONCE'] ?? 4)
const HAMMERS = Number(process.env['KEYBOX_CLUSTER_HAMMERS'] ?? 6)
const TIMEOUT_MS = SECONDS * 1000 + 120_000

const PASSWORD = 'correct horse battery'
const account = { name: 'Ada', email: 'ada@example.com', password: PASSWORD, confirm_password: PASSWORD }

let cluster: Cluster
let clientId: string

beforeAll(async () => {
  cluster = await Cluster.start()
  await cluster.call(0, 'POST', '/auth/signup', account)
  const client = { name: 'Acme', email: 'it@acme.example' }
  const { body } = await cluster.call(0, 'POST', '/clients', client, await token())
  clientId = textAt(body, 'client', '_id')
}, 120_000)

afterAll(() => cluster.stop(), 60_000)

async function token(): Promise<string> {
  return String((await cluster.call(0, 'POST', '/auth/login', account)).body['token'])
}

async function sell(node: number, bearer: string): Promise<string> {
  const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
  const { body } = await cluster.call(node, 'POST', '/projects/createProject', order, bearer)
  return textAt(body, 'license', 'key')
}

async function sellActive(node: number, bearer: string): Promise<string> {
  const key = await sell(node, bearer)
  await cluster.call(node, 'POST', '/validate/activate', { key, machineId: MACHINE })
  return key
}

async function sellMany(count: number, bearer: string): Promise<readonly string[]> {
  const keys: string[] = []
  await eachAtOnce(count, async (index) => void keys.push(await sellActive(index % NODES, bearer)))
  return keys
}

/** `work` for 0 to `count` - 1, several at a time, until the time is up. @returns for how many it was done */
async function eachAtOnce(count: number, work: (index: number) => Promise<void>): Promise<number> {
  const ends = performance.now() + SECONDS * 1000
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count && performance.now() < ends) {
      const index = next
      next += 1
      await work(index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return next
}

/** A third of them at another node as well, at the same time. */
function revokeOne(promise: ClusterPromise, key: string, index: number, bearer: string): Promise<void> {
  const node = index % NODES
  return index % 3 === 0 ? promise.revokeTwice(node, key, bearer) : promise.revoke(node, key, bearer)
}

/** Asks all nodes about a key. @returns what was not positive, as text */
async function refusals(key: string): Promise<readonly string[]> {
  const asked = { key, machineId: MACHINE }
  const replies = await Promise.all(
    Array.from({ length: NODES }, (_, node) => cluster.call(node, 'POST', '/validate', asked)),
  )
  return replies.filter(({ body }) => body['valid'] !== true).map((reply) => JSON.stringify(reply))
}

describe('three servers on a replica set of three', () => {
  test(`keep the promise through ${REVOCATIONS} revocations`, { timeout: TIMEOUT_MS }, async () => {
    const bearer = await token()
    const promise = new ClusterPromise(cluster)
    const good = await sellMany(GOOD, bearer)
    const hammered = [...good, ...good]
    const stop = promise.hammer(hammered, HAMMERS)
    const done = await eachAtOnce(REVOCATIONS, async (index) => {
      const key = await sellActive(index % NODES, bearer)
      hammered[GOOD + (index % GOOD)] = key
      await Promise.all(Array.from({ length: NODES }, (_, node) => promise.validate(node, key)))
      await revokeOne(promise, key, index, bearer)
    })
    await stop()
    console.log(promise.report(`${done} licences revoked, undisturbed`))
    expect(promise.lies).toStrictEqual([])
    expect(promise.current).toBeGreaterThan(0)
  })

  test(`know of ${ACTIVATIONS} activations in the very next verdict`, { timeout: TIMEOUT_MS }, async () => {
    const bearer = await token()
    const unknown: string[] = []
    const done = await eachAtOnce(ACTIVATIONS, async (index) => {
      const key = await sell(index % NODES, bearer)
      // Known everywhere as pending, or about to be.
      await refusals(key)
      await cluster.call(index % NODES, 'POST', '/validate/activate', { key, machineId: MACHINE })
      unknown.push(...(await refusals(key)))
    })
    console.log(`${done} activations\n  not valid in the very next verdict at one of three nodes: ${unknown.length}`)
    expect(unknown).toStrictEqual([])
  })

  test(`keep the promise through ${FAULTS} pauses, crashes and elections`, { timeout: TIMEOUT_MS }, async () => {
    const ends = performance.now() + SECONDS * 1000
    const promise = new ClusterPromise(cluster)
    const done = { pauses: 0, crashes: 0, elections: 0, 'paused primaries': 0 }
    const good = await sellMany(GOOD, await token())
    for (let fault = 0; fault < FAULTS && performance.now() < ends; fault += 1) {
      const bearer = await token()
      const keys = await sellMany(PER_FAULT, bearer)
      const stop = promise.hammer([...good, ...keys], HAMMERS)
      const disturbAndRecover = async (): Promise<void> => {
        done[await disturb(fault)] += 1
        await promise.recovered(good[0] ?? '')
      }
      await Promise.all([disturbAndRecover(), ...keys.map((key, index) => revokeOne(promise, key, index, bearer))])
      await stop()
    }
    console.log(promise.report(`disturbed: ${JSON.stringify(done)}`))
    expect(promise.lies).toStrictEqual([])
  })
})

type Fault = 'pauses' | 'crashes' | 'elections' | 'paused primaries'

/** A node is stopped for a while, or killed and started anew, or the primary steps down, or stands still. */
async function disturb(fault: number): Promise<Fault> {
  const node = 1 + (fault % (NODES - 1))
  if (fault % 10 === 4) {
    const resume = await cluster.pausePrimary()
    // Until memory is all that there is to go by.
    await lasting(5000)
    await resume()
    return 'paused primaries'
  }
  switch (fault % 3) {
    case 0:
      await cluster.pause(node)
      // Longer than a lease, or shorter.
      await lasting(fault % 2 === 0 ? 2500 : 600)
      await cluster.resume(node)
      return 'pauses'
    case 1:
      await cluster.replace(node)
      return 'crashes'
    default:
      await cluster.stepDown()
      return 'elections'
  }
}

/** The fault itself, not a wait for something. */
async function lasting(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}
