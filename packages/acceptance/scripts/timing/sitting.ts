import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Address, JsonObject } from '../../test/support/http-client.ts'
import { REPOSITORY, startProgram } from '../../test/support/program.ts'
import type { Times } from './welch.ts'

export interface SittingPlan {
  readonly databaseUrl: string
  /** How many log-ins of each kind. */
  readonly pairs: number
  /** When it ends, however many there were by then: epoch milliseconds. */
  readonly until: number
  /** `cheap-hash`, `leak`: see measured-server.ts */
  readonly server: readonly string[]
}

interface Connection {
  readonly address: Address
  readonly agent: Agent
}

const SERVER = join(REPOSITORY, 'packages/acceptance/scripts/timing/measured-server.ts')
const PASSWORD = 'correct horse battery'
const WRONG = 'not the password at all'

/** Tried more than 100 times in an hour, an account would have too many guesses, known or not. */
const GUESSES_OF_EMAIL = 50
const EMAILS_AT_LEAST = 20

/** Until everything was called often enough to be compiled; thrown away. */
const WARM_UP = 200

/**
 * Log-ins with a wrong password on the real server, one after another over one connection: in each pair one for an email
 * that has an account and one for an email that has none, in random order. Which emails have one is random as well.
 */
export async function sit({ databaseUrl, server, ...plan }: SittingPlan): Promise<Times> {
  const program = await startProgram(
    {
      KEYBOX_DATABASE_URL: databaseUrl,
      KEYBOX_SECRET: randomBytes(32).toString('hex'),
      KEYBOX_AUTH_RATE_MAX: 'off',
      KEYBOX_LOG_LEVEL: 'silent',
      NODE_ENV: 'production',
    },
    { file: process.execPath, args: ['--conditions=keybox-source', SERVER, ...server] },
  )
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    return await logIns({ address: program.address, agent }, plan)
  } finally {
    agent.destroy()
    await program.stop()
  }
}

async function logIns(connection: Connection, { pairs, until }: Pick<SittingPlan, 'pairs' | 'until'>): Promise<Times> {
  const count = Math.max(EMAILS_AT_LEAST, Math.ceil((pairs + WARM_UP) / GUESSES_OF_EMAIL))
  const emailsOf = { known: emails(count), unknown: emails(count) }
  for (const email of emailsOf.known) {
    await ask(connection, '/auth/signup', { name: 'A', email, password: PASSWORD, confirm_password: PASSWORD }, 201)
  }
  const times = { known: [] as number[], unknown: [] as number[] }
  const kinds = ['known', 'unknown'] as const
  for (let pair = 0; pair < WARM_UP + pairs && Date.now() < until; pair += 1) {
    for (const kind of randomInt(2) === 0 ? kinds : kinds.toReversed()) {
      const body = { email: emailsOf[kind][pair % count], password: WRONG }
      times[kind].push(await ask(connection, '/auth/login', body, 401))
    }
  }
  return { known: times.known.slice(WARM_UP), unknown: times.unknown.slice(WARM_UP) }
}

/** All of one length. */
function emails(count: number): readonly string[] {
  return Array.from({ length: count }, () => `${randomBytes(8).toString('hex')}@example.com`)
}

/** @returns from the first byte sent to the last one received, in whole microseconds */
async function ask({ address, agent }: Connection, path: string, body: JsonObject, status: number): Promise<number> {
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const start = performance.now()
  const sent = request({ ...address, method: 'POST', path, agent, headers })
  sent.end(text)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  await once(response, 'end')
  const end = performance.now()
  if (response.statusCode !== status) throw new Error(`${path}: ${response.statusCode}`)
  return Math.round((end - start) * 1000)
}
