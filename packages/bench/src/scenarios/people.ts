import { logIn } from '../http-calls.ts'
import { postsOf, type Requests } from '../load/request-file.ts'
import { SELLER } from '../seed/records.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import { compared } from './compared.ts'
import { bareLike, keyBoxOn } from './fixtures.ts'
import { few } from './rhythms.ts'
import type { Scenario } from './scenario.ts'

export const dashboard: Scenario = {
  name: 'dashboard',
  title: 'GET /dashboard of a seller with 100 licences, the whole tree',
  run: async (stage) => {
    const { file } = await seedSqlite(stage.folder, { active: 100 })
    const server = await stage.keyBox(`sqlite:${file}`)
    const headers = { Authorization: `Bearer ${await logIn(server.url)}` }
    const requests: Requests = { method: 'GET', path: '/dashboard', headers, bodies: [''] }
    const keyBox = keyBoxOn('SQLite', server, requests)
    return compared(stage, [await bareLike(stage, keyBox), keyBox], { ...few(stage), connections: 8 })
  },
}

/** Argon2id is slow on purpose: the ratio says what a password costs an attacker, not what KeyBox costs. */
export const login: Scenario = {
  name: 'login',
  title: 'POST /auth/login, Argon2id at 19 MiB and 2 passes, on the one core that the servers have',
  run: async (stage) => {
    const { file } = await seedSqlite(stage.folder, { active: 1 })
    const keyBox = keyBoxOn('SQLite', await stage.keyBox(`sqlite:${file}`), postsOf('/auth/login', [SELLER]))
    const rhythm = { ...few(stage), warmUpRequests: 20, connections: 8 }
    return compared(stage, [await bareLike(stage, keyBox), keyBox], rhythm)
  },
}
