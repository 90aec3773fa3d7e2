import type { JsonObject } from '../bare/bare-route.ts'
import { logIn } from '../http-calls.ts'
import { postsOf } from '../load/request-file.ts'
import { MACHINE } from '../seed/records.ts'
import { seedMongo } from '../seed/mongo.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import type { ChildServer } from '../servers/child-server.ts'
import type { MeasuredServer } from '../stage.ts'
import { compared } from './compared.ts'
import { bareLike, keyBoxOn } from './fixtures.ts'
import { few } from './rhythms.ts'
import type { Scenario } from './scenario.ts'

const SOME = { active: 1 }

/** Each request activates a key that nobody has activated before; where they run out, the rest is activated again. */
export const activate: Scenario = {
  name: 'activate',
  title: 'POST /validate/activate, each a first activation, durable when answered',
  run: async (stage) => {
    const { file, pendingKeys } = await seedSqlite(stage.folder, { active: 1, pending: stage.quick ? 10_000 : 60_000 })
    const requests = postsOf(
      '/validate/activate',
      pendingKeys.map((key) => ({ key, machineId: MACHINE })),
    )
    const keyBox = keyBoxOn('SQLite', await stage.keyBox(`sqlite:${file}`), requests)
    return compared(stage, [await bareLike(stage, keyBox), keyBox], few(stage))
  },
}

export const createProjectSqlite: Scenario = {
  name: 'create-project-sqlite',
  title: 'POST /projects/createProject, beside a bare route with the same two writes in a transaction (SQLite)',
  run: async (stage) => {
    const { file, clientId } = await seedSqlite(stage.folder, SOME)
    const { file: bareFile } = await seedSqlite(stage.folder, SOME)
    const keyBox = await creating('SQLite', await stage.keyBox(`sqlite:${file}`), clientId)
    const bare = await bareLike(stage, keyBox, { kind: 'sqlite-write', file: bareFile })
    return compared(stage, [bare, keyBox, await bareLike(stage, keyBox)], few(stage))
  },
}

export const createProjectMongo: Scenario = {
  name: 'create-project-mongo',
  title: 'POST /projects/createProject, beside a bare route with the same two writes in a transaction (MongoDB)',
  run: async (stage) => {
    const { uri: serverUri } = await stage.mongo()
    const { uri, clientId } = await seedMongo(serverUri, SOME)
    const { uri: bareUri } = await seedMongo(serverUri, SOME)
    const keyBox = await creating('MongoDB', await stage.keyBox(uri), clientId)
    const bare = await bareLike(stage, keyBox, { kind: 'mongo-write', uri: bareUri })
    return compared(stage, [bare, keyBox, await bareLike(stage, keyBox)], few(stage))
  },
}

async function creating(store: string, server: ChildServer, clientId: string): Promise<MeasuredServer> {
  const order: JsonObject = { clientId, projectName: 'A project', duration: 12, services: ['Hosting'] }
  const headers = { Authorization: `Bearer ${await logIn(server.url)}` }
  return keyBoxOn(store, server, postsOf('/projects/createProject', [order], headers))
}
