import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startMongoDb, startRestartableMembers, TcpProxy, withDatabase } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import { cutNetwork, killPrimary, stepDown, underLoad } from '../faults/replica-set-faults.ts'
import { killServer } from '../faults/server-kill.ts'
import type { Findings } from '../findings.ts'
import type { Lab } from '../lab.ts'
import type { SeededChoices } from '../seeded-choices.ts'
import { differencesBetween } from '../stores/member-differences.ts'
import { mongoStore } from '../stores/mongo.ts'
import { sqliteStore } from '../stores/sqlite.ts'
import type { AuditedStore } from '../stores/stored.ts'
import type { RunPlan } from './run-plan.ts'

/** A store, and the fault that befalls it or its server. */
export interface Stage {
  readonly store: AuditedStore
  /** One fault or more, with the audit after it. @returns how many */
  disturb(lab: Lab): Promise<number>
  /** Resolves when the next fault may come. @throws Error when it may not */
  recovered(): Promise<void>
  /** How the copies of the store differ, when there are several. */
  differences(): Promise<readonly string[]>
  close(): Promise<void>
}

const DATABASE = 'keybox_crash'
/**
 * The transactions of a server that is gone stay open, and in the way of whoever retries what they wrote, for a minute
 * unless this is set. https://www.mongodb.com/docs/manual/reference/parameters/
 */
const FORGET_TRANSACTIONS = { setParameter: 1, transactionLifetimeLimitSeconds: 5 }

export async function openStage(
  plan: RunPlan,
  folder: string,
  choices: SeededChoices,
  findings: Findings,
): Promise<Stage> {
  if (plan.store === 'sqlite') return onSqlite(folder, choices, findings)
  return plan.fault === 'kills'
    ? await onMongoDb(choices, findings)
    : await onThreeMembers(plan.fault, choices, findings)
}

function onSqlite(folder: string, choices: SeededChoices, findings: Findings): Stage {
  let fresh = 0
  const freshStore = (): string => {
    fresh += 1
    return `sqlite:${join(folder, `fresh-${fresh}.db`)}`
  }
  return {
    store: sqliteStore(join(folder, 'keybox.db')),
    disturb: (lab) => killServer(lab, choices, findings, freshStore),
    recovered: () => Promise.resolve(),
    differences: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  }
}

/** A set of one member: it is the server that is killed. */
async function onMongoDb(choices: SeededChoices, findings: Findings): Promise<Stage> {
  const mongoDb = await startMongoDb()
  const client = new MongoClient(mongoDb.uri)
  if (mongoDb.source !== 'uri') await client.db('admin').command(FORGET_TRANSACTIONS)
  // It may be somebody's own server, and hold what an earlier run left.
  const made = [`${DATABASE}_${randomBytes(4).toString('hex')}`] as [string, ...string[]]
  const freshStore = (): string => {
    made.push(`${made[0]}_${made.length}`)
    return withDatabase(mongoDb.uri, made.at(-1) ?? made[0])
  }
  return {
    store: mongoStore(client, withDatabase(mongoDb.uri, made[0]), made[0]),
    disturb: (lab) => killServer(lab, choices, findings, freshStore),
    recovered: () => Promise.resolve(),
    differences: () => Promise.resolve([]),
    close: async () => {
      for (const name of made) await client.db(name).dropDatabase()
      await client.close()
      await mongoDb.stop()
    },
  }
}

const FAULTS = { 'primary-kills': killPrimary, 'step-downs': stepDown, cuts: cutNetwork } as const

async function onThreeMembers(fault: keyof typeof FAULTS, choices: SeededChoices, findings: Findings): Promise<Stage> {
  const made: TcpProxy[] = []
  const announce = async (port: number): Promise<number> => {
    const proxy = await TcpProxy.before(port)
    made.push(proxy)
    return proxy.port
  }
  const members = await startRestartableMembers({ announce })
  const client = new MongoClient(members.uri)
  const proxies = new Map(made.map((proxy) => [`127.0.0.1:${proxy.port}`, proxy]))
  return {
    store: mongoStore(client, withDatabase(members.uri, DATABASE), DATABASE),
    disturb: (lab) => underLoad(FAULTS[fault], { members, proxies }, lab, choices, findings),
    recovered: () => members.inSync(),
    differences: async () => {
      await members.inSync()
      return await differencesBetween(members.addresses, DATABASE)
    },
    close: async () => {
      await client.close()
      await members.stop()
      await Promise.all(made.map((proxy) => proxy.close()))
    },
  }
}
