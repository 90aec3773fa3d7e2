import { oneActiveLicense } from '../http-calls.ts'
import { seedSqlite } from '../seed/sqlite.ts'
import type { MeasuredServer, Stage } from '../stage.ts'
import { compared } from './compared.ts'
import { bareLike } from './fixtures.ts'
import { many } from './rhythms.ts'
import type { Scenario } from './scenario.ts'
import { hotKey } from './validate-requests.ts'

/** The memory store looks a key up in a map: what is left is the cost of everything but the store. */
export const validateMemory: Scenario = {
  name: 'validate-memory',
  title: 'POST /validate on the memory store: without log and with it',
  run: async (stage) => {
    const silent = await onMemory(stage, 'silent')
    return compared(stage, [await bareLike(stage, silent), silent, await onMemory(stage, 'info')], many(stage))
  },
}

export const validateLogging: Scenario = {
  name: 'validate-log',
  title: 'POST /validate on SQLite: without log and with it',
  run: async (stage) => {
    const silent = await onSqlite(stage, 'silent')
    return compared(stage, [await bareLike(stage, silent), silent, await onSqlite(stage, 'info')], many(stage))
  },
}

/** For whoever changes the hot path: this checkout beside another, named by KEYBOX_BENCH_BASELINE. */
export const validateBaseline: Scenario = {
  name: 'validate-baseline',
  title: 'POST /validate on the memory store: this checkout beside the one at KEYBOX_BENCH_BASELINE',
  run: async (stage) => {
    const baseline = process.env['KEYBOX_BENCH_BASELINE']
    if (baseline === undefined) throw new Error('KEYBOX_BENCH_BASELINE names no checkout to compare with')
    const logLevel = process.env['KEYBOX_LOG_LEVEL'] ?? 'silent'
    const before = await onMemory(stage, logLevel, baseline)
    const after = await onMemory(stage, logLevel)
    return compared(stage, [{ ...before, name: 'baseline' }, after, await bareLike(stage, after)], many(stage))
  },
}

async function onSqlite(stage: Stage, logLevel: string): Promise<MeasuredServer> {
  const { file, activeKeys } = await seedSqlite(stage.folder, { active: 1 })
  const server = await stage.keyBox(`sqlite:${file}`, { KEYBOX_LOG_LEVEL: logLevel })
  return { name: `KeyBox, SQLite, log ${logLevel}`, server, requests: hotKey(activeKeys) }
}

async function onMemory(stage: Stage, logLevel: string, checkout?: string): Promise<MeasuredServer> {
  const server = await stage.keyBox('memory:', { KEYBOX_LOG_LEVEL: logLevel }, checkout)
  return {
    name: `KeyBox, memory, log ${logLevel}`,
    server,
    requests: hotKey([await oneActiveLicense(server.url)]),
  }
}
