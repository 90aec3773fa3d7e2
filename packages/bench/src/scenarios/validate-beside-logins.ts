import { drive } from '../load/driver.ts'
import { postsOf, requestTexts } from '../load/request-file.ts'
import { pacedRounds } from '../open-loop-rounds.ts'
import { latencyTable } from '../report/table.ts'
import { SELLER } from '../seed/records.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import type { ChildServer } from '../servers/child-server.ts'
import { METRICS_ON, seriesReaches } from '../servers/metrics-page.ts'
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
    const server = await stage.keyBox(`sqlite:${file}`, METRICS_ON)
    const requestFile = await stage.requestFile(hotKey(activeKeys))
    const alone = { name: 'KeyBox, SQLite', server, requestFile }
    const beside = { ...alone, name: `the same, ${LOGINS} logins queued`, during: logins(server) }
    const pace = { rounds: stage.quick ? 2 : 6, sliceMs: stage.quick ? 500 : 2000 }
    const figures = await pacedRounds([alone, beside], { ...pace, requestsPerSecond: REQUESTS_PER_SECOND })
    return {
      table: latencyTable(figures),
      figures,
      remark: 'Passwords are hashed on threads of the same process, so on the one core that the server has.',
    }
  },
}

/** Keeps that many logins unanswered while something is measured, and waits for the last of them afterwards. */
function logins({ url }: ChildServer): <T>(measure: () => Promise<T>) => Promise<T> {
  const [login] = requestTexts(postsOf('/auth/login', [SELLER]), new URL(url).host)
  return async (measure) => {
    let over = false
    const driven = drive({ url, connections: LOGINS, next: () => (over ? undefined : login) })
    // Between a reply and the next request of its connection a few are neither.
    await seriesReaches(url, 'keybox_password_hashes{state="waiting"}', LOGINS * 0.75)
    try {
      return await measure()
    } finally {
      over = true
      const { failed } = await driven
      if (failed > 0) process.stderr.write(`${failed} logins were refused\n`)
    }
  }
}
