import { seedBareMongo, seedMongo } from '../seed/mongo.ts'
import { seedBareSqlite, seedSqlite } from '../seed/sqlite.ts'
import { compared } from './compared.ts'
import { bareLike, keyBoxOn } from './fixtures.ts'
import { few } from './rhythms.ts'
import type { Scenario } from './scenario.ts'
import { zipfKeys } from './validate-requests.ts'

const LICENSES = 1000
const CACHE_OFF = { KEYBOX_CACHE_MAX: '0' }

export const validateUncachedSqlite: Scenario = {
  name: 'validate-uncached-sqlite',
  title: 'POST /validate without cache, beside a bare route with one indexed read (SQLite)',
  run: async (stage) => {
    const { file, activeKeys } = await seedSqlite(stage.folder, { active: LICENSES })
    const bareFile = seedBareSqlite(stage.folder, activeKeys)
    const keyBox = keyBoxOn('SQLite', await stage.keyBox(`sqlite:${file}`, CACHE_OFF), zipfKeys(activeKeys))
    return compared(stage, [await bareLike(stage, keyBox, { kind: 'sqlite-read', file: bareFile }), keyBox], few(stage))
  },
}

export const validateUncachedMongo: Scenario = {
  name: 'validate-uncached-mongo',
  title: 'POST /validate without cache, beside a bare route with one indexed read of the same concern (MongoDB)',
  run: async (stage) => {
    const { uri: serverUri } = await stage.mongo()
    const { uri, activeKeys } = await seedMongo(serverUri, { active: LICENSES })
    const bareUri = await seedBareMongo(serverUri, activeKeys)
    const keyBox = keyBoxOn('MongoDB', await stage.keyBox(uri, CACHE_OFF), zipfKeys(activeKeys))
    return compared(stage, [await bareLike(stage, keyBox, { kind: 'mongo-read', uri: bareUri }), keyBox], few(stage))
  },
}
