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
export async function sit({ databaseUrl, pairs, until, server }: SittingPlan): Promise<Times> {
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
    const connection = { address: program.address, agent }
    const count = Math.max(EMAILS_AT_LEAST, Math.ceil((pairs + WARM_UP) / GUESSES_OF_EMAIL))
    const [withAccount, without] = [emails(count), emails(count)]
    for (const email of withAccount) {
      await ask(connection, '/auth/signup', { name: 'A', email, password: PASSWORD, confirm_password: PASSWORD }, 201)
    }
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let pair = -WARM_UP; pair < pairs && Date.now() < until; pair += 1) {
      const kinds = ['known', 'unknown'] as const
      for (const kind of randomInt(2) === 0 ? kinds : kinds.toReversed()) {
        const email = (kind === 'known' ? withAccount : without)[(pair + WARM_UP) % count]
        const time = await ask(connection, '/auth/login', { email, password: WRONG }, 401)
        if (pair >= 0) times[kind].push(time)
      }
    }
    return times
  } finally {
    agent.destroy()
    await program.stop()
  }
}

/** All of one length. */
function emails(count: number): readonly string[] {
  return Array.from({ length: count }, () => `${randomBytes(8).toString('hex')}@example.com`)
}

/** @returns from the first byte sent to the last one received, in whole microseconds */
async function ask(
  { address, agent }: { readonly address: Address; readonly agent: Agent },
  path: string,
  body: JsonObject,
  status: number,
): Promise<number> {
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
