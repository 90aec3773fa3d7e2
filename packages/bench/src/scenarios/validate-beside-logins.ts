import { postsOf } from '../load/request-file.ts'
import { pacedRounds } from '../open-loop-rounds.ts'
import { latencyTable } from '../report/table.ts'
import { SELLER } from '../seed/records.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import type { Scenario } from './scenario.ts'
import { hotKey } from './validate-requests.ts'

const LOGINS = 64
/** A few hundredths of what one core can do, so that what is measured is the wait for the core and not a full one. */
const REQUESTS_PER_SECOND = 500

export const validateBesideLogins: Scenario = {
  name: 'validate-beside-logins',
  title: `POST /validate, open loop at ${REQUESTS_PER_SECOND} requests a second: alone, and while ${LOGINS} logins are under way or queued`,
  run: async (stage) => {
    const { file, activeKeys } = await seedSqlite(stage.folder, { active: 1 })
    const server = await stage.keyBox(`sqlite:${file}`)
    const requestFile = await stage.requestFile(hotKey(activeKeys))
    const logins = { requestFile: await stage.requestFile(postsOf('/auth/login', [SELLER])), connections: LOGINS }
    const alone = { name: 'KeyBox, SQLite', server, requestFile }
    const beside = { ...alone, name: `the same, ${LOGINS} logins queued`, beside: logins }
    const pace = { rounds: stage.quick ? 2 : 10, sliceMs: stage.quick ? 500 : 2000 }
    const figures = await pacedRounds([alone, beside], { ...pace, requestsPerSecond: REQUESTS_PER_SECOND })
    return {
      table: latencyTable(figures),
      figures,
      remark: 'The process in which passwords are hashed has the same one core as the server.',
    }
  },
}
