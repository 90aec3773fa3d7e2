import { pacedRounds } from '../open-loop-rounds.ts'
import { latencyTable } from '../report/table.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import { bareLike, keyBoxOn } from './fixtures.ts'
import { few } from './rhythms.ts'
import type { Scenario } from './scenario.ts'
import { hotKey } from './validate-requests.ts'

/** Share of the bare echo's own capacity. */
const SHARE = 0.5

/** Latency at a rate that both can serve; the rate is found by a short closed loop first. */
export const openLoop: Scenario = {
  name: 'open-loop',
  title: `POST /validate, open loop at ${SHARE * 100} % of the echo's capacity`,
  run: async (stage) => {
    const { file, activeKeys } = await seedSqlite(stage.folder, { active: 1 })
    const keyBox = keyBoxOn('SQLite', await stage.keyBox(`sqlite:${file}`), hotKey(activeKeys))
    const servers = [await bareLike(stage, keyBox), keyBox]
    const closedLoop = await stage.compare(servers, { ...few(stage), rounds: 2 })
    const requestsPerSecond = Math.round((closedLoop[0]?.requestsPerSecond ?? 0) * SHARE)
    const requestFile = await stage.requestFile(keyBox.requests)
    const paced = servers.map(({ name, server }) => ({ name, server, requestFile }))
    const pace = { requestsPerSecond, rounds: stage.quick ? 2 : 6, sliceMs: stage.quick ? 500 : 1000 }
    const figures = await pacedRounds(paced, pace)
    return {
      table: latencyTable(figures),
      figures: { requestsPerSecond, closedLoop, servers: figures },
      remark: `${requestsPerSecond} requests a second to each.`,
    }
  },
}
