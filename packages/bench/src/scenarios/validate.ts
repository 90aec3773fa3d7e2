import type { Rhythm } from '../interleave.ts'
import type { Requests } from '../load/request-file.ts'
import { seedMongo } from '../seed/mongo.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import type { MeasuredServer, Stage } from '../stage.ts'
import { compared } from './compared.ts'
import { bareLike, keyBoxOn } from './fixtures.ts'
import { few, many } from './rhythms.ts'
import type { Scenario } from './scenario.ts'
import { hotKey, unknownKeys, zipfKeys } from './validate-requests.ts'

type KeyChoice = (activeKeys: readonly string[]) => Requests

export const validateHot: Scenario = {
  name: 'validate-hot',
  title: 'POST /validate, one active key over and over, limit off',
  run: async (stage) => besideEcho(stage, await onBothStores(stage, 1, hotKey), many(stage)),
}

export const validateZipf: Scenario = {
  name: 'validate-zipf-10k',
  title: 'POST /validate, Zipf over 10⁴ active keys',
  run: async (stage) =>
    besideEcho(stage, await onBothStores(stage, stage.quick ? 1000 : 10_000, zipfKeys), many(stage)),
}

/** On SQLite only: filling MongoDB through its transactions takes too long for a bench that ends. */
export const validateZipfMillion: Scenario = {
  name: 'validate-zipf-1m',
  title: 'POST /validate, Zipf over 10⁶ active keys (10⁵ with --quick), the default cache of 10⁵, empty at the start',
  run: async (stage) => {
    const { file, activeKeys } = await stage.seeded(stage.quick ? 100_000 : 1_000_000)
    const keyBox = keyBoxOn('SQLite', await stage.keyBox(`sqlite:${file}`), zipfKeys(activeKeys))
    return besideEcho(stage, [keyBox], few(stage))
  },
}

export const validateUnknown: Scenario = {
  name: 'validate-unknown',
  title: 'POST /validate, made-up keys, 10³ licences in the store',
  run: async (stage) => besideEcho(stage, await onBothStores(stage, 1000, unknownKeys), few(stage)),
}

async function besideEcho(
  stage: Stage,
  keyBoxes: readonly [MeasuredServer, ...MeasuredServer[]],
  rhythm: Rhythm,
): ReturnType<Scenario['run']> {
  return compared(stage, [await bareLike(stage, keyBoxes[0]), ...keyBoxes], rhythm)
}

async function onBothStores(
  stage: Stage,
  active: number,
  choose: KeyChoice,
): Promise<readonly [MeasuredServer, MeasuredServer]> {
  return [await onSqlite(stage, active, choose), await onMongo(stage, active, choose)]
}

async function onSqlite(stage: Stage, active: number, choose: KeyChoice): Promise<MeasuredServer> {
  const { file, activeKeys } = await seedSqlite(stage.folder, { active })
  return keyBoxOn('SQLite', await stage.keyBox(`sqlite:${file}`), choose(activeKeys))
}

async function onMongo(stage: Stage, active: number, choose: KeyChoice): Promise<MeasuredServer> {
  const { uri, activeKeys } = await seedMongo((await stage.mongo()).uri, { active })
  return keyBoxOn('MongoDB', await stage.keyBox(uri), choose(activeKeys))
}
