import { withDatabase } from '@keybox/test-mongodb'
import { call, logIn } from '../http-calls.ts'
import { latencyOf, spreadTable, type Spread } from '../report/spread.ts'
import { MACHINE } from '../seed/records.ts'
import { seedMongo } from '../seed/mongo.ts'
import { METRICS_ON, seriesReaches } from '../servers/metrics-page.ts'
import type { Stage } from '../stage.ts'
import type { Scenario } from './scenario.ts'

const NODES = 3
const LIMIT_MS = 60_000

/**
 * One revocation at a time, each at the next node, of a licence that all three remember as good. What it waits for shows
 * beside the way back: to reinstate a licence writes the same and waits for nobody.
 */
export const revocation: Scenario = {
  name: 'revocation',
  title:
    'PATCH /license/revoke/:key on three servers and a replica set of three: until no server tells the licence as good',
  run: async (stage) => {
    const { uri: serverUri } = await stage.threeMembers()
    const { uri, activeKeys } = await seedMongo(withDatabase(serverUri, 'bench'), { active: stage.quick ? 20 : 500 })
    const nodes = await threeServers(stage, uri)
    const tokens = await Promise.all(nodes.map(logIn))
    const times = { revoked: [] as number[], reinstated: [] as number[] }
    let broken = 0
    const set = async (index: number, key: string, revoked: boolean): Promise<number> => {
      const node = index % NODES
      const started = performance.now()
      await call(nodes[node] ?? '', 'PATCH', `/license/revoke/${key}`, { revoked }, tokens[node])
      return performance.now() - started
    }
    const end = Date.now() + LIMIT_MS
    for (const [index, key] of activeKeys.entries()) {
      if (Date.now() > end) break
      await goodAt(nodes, key)
      times.revoked.push(await set(index, key, true))
      broken += await goodAt(nodes, key)
      times.reinstated.push(await set(index + 1, key, false))
    }
    const figures: readonly Spread[] = [
      latencyOf('revoke', times.revoked),
      latencyOf('reinstate, which waits for no server', times.reinstated),
    ]
    return {
      table: spreadTable(figures),
      figures: { times: figures, broken },
      remark: `All three servers were asked after each revocation: ${broken} told it as good. The three share a core; no other load.`,
    }
  },
}

/** Their addresses, once each may answer from memory. */
async function threeServers(stage: Stage, uri: string): Promise<readonly string[]> {
  const urls: string[] = []
  for (let node = 0; node < NODES; node += 1) urls.push((await stage.keyBox(uri, METRICS_ON)).url)
  await Promise.all(urls.map((url) => seriesReaches(url, 'keybox_lease_live', 1)))
  return urls
}

/** Asks every server; how many tell the licence as good, and do not say that they may be late. */
async function goodAt(nodes: readonly string[], key: string): Promise<number> {
  const replies = await Promise.all(nodes.map((url) => call(url, 'POST', '/validate', { key, machineId: MACHINE })))
  return replies.filter((reply) => reply['valid'] === true && reply['stale'] !== true).length
}
