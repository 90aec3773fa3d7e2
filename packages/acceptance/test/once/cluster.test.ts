import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster, NODES } from '../support/cluster.ts'
import { textAt } from '../support/reply.ts'
import { ClusterPromise, MACHINE } from '../support/cluster-promise.ts'

/** Few by default; docs/adr/0007 says what a long run is. */
const REVOCATIONS = Number(process.env['KEYBOX_CLUSTER_REVOCATIONS'] ?? 60)
const ACTIVATIONS = Number(process.env['KEYBOX_CLUSTER_ACTIVATIONS'] ?? 30)
const FAULTS = Number(process.env['KEYBOX_CLUSTER_FAULTS'] ?? 5)
/** Revocations in the while of one fault. */
const PER_FAULT = 8
const AT_ONCE = 4

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

async function sellActive(count: number, bearer: string): Promise<readonly string[]> {
  const keys: string[] = []
  await eachAtOnce(count, async (index) => {
    const key = await sell(index % NODES, bearer)
    await cluster.call(index % NODES, 'POST', '/validate/activate', { key, machineId: MACHINE })
    keys.push(key)
  })
  return keys
}

/** `work` for 0 to `count` - 1, several at a time. */
async function eachAtOnce(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next
      next += 1
      await work(index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** Validates those keys at all nodes, over and over, until it is told to end. */
function hammer(promise: ClusterPromise, keys: readonly string[]): () => Promise<void> {
  const over = new AbortController()
  const one = async (node: number): Promise<void> => {
    while (!over.signal.aborted) await promise.validate(node, keys[Math.floor(Math.random() * keys.length)] ?? '')
  }
  const running = Array.from({ length: NODES * 2 }, (_, index) => one(index % NODES))
  return async () => {
    over.abort()
    await Promise.all(running)
  }
}

/** A third of them once more at another node, at the same time. */
async function revokeAll(promise: ClusterPromise, keys: readonly string[], bearer: string): Promise<void> {
  await eachAtOnce(keys.length, async (index) => {
    const key = keys[index] ?? ''
    const first = promise.revoke(index % NODES, key, bearer)
    const retry = index % 3 === 0 ? promise.revoke((index + 1) % NODES, key, bearer) : undefined
    await Promise.all([first, retry])
  })
}

describe('three servers on a replica set of three', () => {
  test(`keep the promise through ${REVOCATIONS} revocations`, { timeout: 60_000 + REVOCATIONS * 500 }, async () => {
    const bearer = await token()
    const keys = await sellActive(REVOCATIONS, bearer)
    const promise = new ClusterPromise(cluster)
    const stop = hammer(promise, keys)
    await revokeAll(promise, keys, bearer)
    await stop()
    console.log(promise.report('undisturbed'))
    expect(promise.lies).toStrictEqual([])
    expect(promise.counts.current).toBeGreaterThan(0)
  })

  test(
    `know of ${ACTIVATIONS} activations in the very next verdict`,
    { timeout: 60_000 + ACTIVATIONS * 500 },
    async () => {
      const bearer = await token()
      const unknown: string[] = []
      await eachAtOnce(ACTIVATIONS, async (index) => {
        const key = await sell(index % NODES, bearer)
        const asked = { key, machineId: MACHINE }
        // Known everywhere as pending, or about to be.
        await Promise.all(Array.from({ length: NODES }, (_, node) => cluster.call(node, 'POST', '/validate', asked)))
        await cluster.call(index % NODES, 'POST', '/validate/activate', asked)
        const verdicts = await Promise.all(
          Array.from({ length: NODES }, (_, node) => cluster.call(node, 'POST', '/validate', asked)),
        )
        for (const { body } of verdicts) if (body['valid'] !== true) unknown.push(JSON.stringify(body))
      })
      expect(unknown).toStrictEqual([])
    },
  )

  test(
    `keep the promise through ${FAULTS} pauses, crashes and elections`,
    { timeout: 60_000 + FAULTS * 60_000 },
    async () => {
      const promise = new ClusterPromise(cluster)
      for (let fault = 0; fault < FAULTS; fault += 1) {
        const bearer = await token()
        const keys = await sellActive(PER_FAULT, bearer)
        const stop = hammer(promise, keys)
        await Promise.all([disturb(fault), revokeAll(promise, keys, bearer)])
        await stop()
      }
      console.log(promise.report('disturbed'))
      expect(promise.lies).toStrictEqual([])
    },
  )
})

/** A node is stopped for a while, or killed and started anew, or the primary steps down. */
async function disturb(fault: number): Promise<void> {
  const node = 1 + (fault % (NODES - 1))
  switch (fault % 3) {
    case 0:
      cluster.pause(node)
      // The fault itself, not a wait for something: longer than a lease, or shorter.
      await new Promise((resolve) => setTimeout(resolve, fault % 2 === 0 ? 2500 : 600))
      return cluster.resume(node)
    case 1:
      return cluster.replace(node)
    default:
      return stepDown()
  }
}

async function stepDown(): Promise<void> {
  const client = new MongoClient(cluster.databaseUri)
  try {
    await client.db('admin').command({ replSetStepDown: 2, force: true })
  } finally {
    await client.close()
  }
}
