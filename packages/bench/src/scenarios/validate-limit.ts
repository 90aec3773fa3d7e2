import { seedMongo } from '../seed/mongo.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import type { MeasuredServer, Stage } from '../stage.ts'
import { compared } from './compared.ts'
import { bareLike } from './fixtures.ts'
import { many } from './rhythms.ts'
import type { Scenario } from './scenario.ts'
import { hotKey } from './validate-requests.ts'

/** Counted like any limit, and never reached. */
const LIMIT_ON = { KEYBOX_VALIDATE_RATE_MAX: '1000000000' }

export const validateLimit: Scenario = {
  name: 'validate-limit',
  title: 'POST /validate, one active key over and over: limit on, with the default window and room for 10⁹, and off',
  run: async (stage) => {
    const off = await onSqlite(stage, 'limit off', {})
    const rest = [await onSqlite(stage, 'limit on', LIMIT_ON), await onMongo(stage, 'limit on', LIMIT_ON)]
    return compared(stage, [await bareLike(stage, off), off, ...rest], many(stage))
  },
}

type Settings = Readonly<Record<string, string>>

/** A file may have one server only, so each has a file of its own. */
async function onSqlite(stage: Stage, label: string, settings: Settings): Promise<MeasuredServer> {
  const { file, activeKeys } = await seedSqlite(stage.folder, { active: 1 })
  const server = await stage.keyBox(`sqlite:${file}`, settings)
  return { name: `KeyBox, SQLite, ${label}`, server, requests: hotKey(activeKeys) }
}

async function onMongo(stage: Stage, label: string, settings: Settings): Promise<MeasuredServer> {
  const { uri, activeKeys } = await seedMongo((await stage.mongo()).uri, { active: 1 })
  const server = await stage.keyBox(uri, settings)
  return { name: `KeyBox, MongoDB, ${label}`, server, requests: hotKey(activeKeys) }
}
