import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from '../support/fresh-database.ts'
import { HonestLoad, MACHINE } from '../support/honest-load.ts'
import { send, type Address, type Reply } from '../support/http-client.ts'
import { LoadBalancer } from '../support/load-balancer.ts'
import { SecretHolder } from '../support/old-secret.ts'
import { inTemporaryFolder, START_COMMAND, startProgram, type Program } from '../support/program.ts'
import { execute, shellBlocks } from '../support/runbook.ts'

type Environment = Readonly<Record<string, string>>

const PAGE = 'docs/rotation.md'
const OLD = 'the secret of before, which somebody has seen'
const POLL_MS = 100
/** A start is in nobody's way here, however long it takes. */
const START_MS = 120_000
const timeout = 600_000
const QUIET = { KEYBOX_VALIDATE_RATE_MAX: 'off', KEYBOX_AUTH_RATE_MAX: 'off', KEYBOX_LOG_LEVEL: 'silent' }

function start(env: Environment, port = 0): Promise<Program> {
  return startProgram({ ...QUIET, ...env, PORT: String(port) }, START_COMMAND, { startMs: START_MS })
}

async function refusal(env: Environment): Promise<string> {
  const started = await start(env).catch((error: unknown) => error)
  if (started instanceof Error) return started.message
  throw new Error('It started')
}

function call(address: Address, method: string, path: string, body?: object, headers = {}): Promise<Reply> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const text = body === undefined ? {} : { body: JSON.stringify(body) }
  return send(address, { method, path, headers: { ...json, ...headers }, ...text })
}

/** The same request each time. */
function order(address: Address, { clientId, token }: HonestLoad): Promise<Reply> {
  const body = { clientId, projectName: 'Once', duration: 12, services: ['Hosting'] }
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'order-4711' }
  return call(address, 'POST', '/projects/createProject', body, headers)
}

async function me(address: Address, token: string): Promise<number> {
  return (await call(address, 'GET', '/auth/me', undefined, { authorization: `Bearer ${token}` })).status
}

/** What becomes of each of the keys at a server. */
async function verdicts(address: Address, keys: readonly string[]): Promise<ReadonlySet<unknown>> {
  const replies = await Promise.all(keys.map((key) => call(address, 'POST', '/validate', { key, machineId: MACHINE })))
  return new Set(replies.map(({ body }) => body['status']))
}

/** The old secret is tried on everything, after the new one has shown that the tries are good ones. */
async function expectWorthless(url: string, secrets: Record<'old' | 'new', string>, load: HonestLoad): Promise<string> {
  const holder = { old: new SecretHolder(secrets.old), new: new SecretHolder(secrets.new) }
  const { sealed, opened } = await holder.new.opens(url)
  expect(sealed).toBeGreaterThan(load.sold.length)
  expect(opened).toBe(sealed)
  expect(await holder.new.recognises(url, load.sold)).toBe(load.sold.length)
  expect(await holder.old.opens(url)).toStrictEqual({ sealed, opened: 0 })
  expect(await holder.old.recognises(url, load.sold)).toBe(0)
  return `the old secret opens 0 of ${sealed} seals and recognises 0 of ${load.sold.length} keys; the new one all`
}

async function expectForgedTokens(
  address: Address,
  secrets: Record<'old' | 'new', string>,
  token: string,
): Promise<void> {
  const [good = ''] = new SecretHolder(secrets.new).forge(token)
  expect(await me(address, good)).toBe(200)
  for (const forged of new SecretHolder(secrets.old).forge(token)) expect(await me(address, forged)).toBe(401)
}

test(
  'the steps of the page change the secret of two servers on MongoDB under load, and fail no request',
  { timeout },
  async () => {
    const [change = '', reseal = '', hasten = '', finish = '', ...others] = await shellBlocks(
      PAGE,
      /^With `KEYBOX_SECRET`/,
    )
    expect(others).toEqual([])
    const database = await freshDatabase('mongo')
    const before: Environment = { KEYBOX_DATABASE_URL: database.url, KEYBOX_SECRET: OLD, KEYBOX_DRAIN: '2s' }
    const nodes = [await start(before), await start(before)] as [Program, Program]
    const proxy = await LoadBalancer.start(
      nodes.map(({ address }) => address),
      POLL_MS,
    )
    const load = new HonestLoad(proxy.address)
    onTestFinished(async () => {
      await load.stop()
      await proxy.stop()
      await Promise.all(nodes.map((node) => node.stop()))
      await database.drop()
    })
    const restart = async (index: 0 | 1, env: Environment): Promise<void> => {
      const leaving = nodes[index]
      expect(await leaving.stop()).toBe(0)
      nodes[index] = await start(env, leaving.address.port)
      await proxy.takesIn(index)
    }
    await Promise.all(nodes.map((_, index) => proxy.takesIn(index)))
    await load.start()
    const oldToken = load.token
    const ordered = await order(proxy.address, load)
    expect(ordered.status).toBe(201)

    // Step 1. What is done too early is refused.
    const { env: both } = await execute(change, before)
    expect(both['KEYBOX_SECRET_PREVIOUS']).toBe(OLD)
    await restart(0, both)
    const early = await execute(reseal, both)
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('A running server knows only one secret') })
    const { env: onlyNew } = await execute(finish, both)
    expect(await refusal(onlyNew)).toContain('was filled under another KEYBOX_SECRET')
    await restart(1, both)

    // Step 2.
    const resealed = await execute(reseal, both)
    expect(resealed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('are repeated under the previous secret until'),
    })
    expect(resealed.stdout).toMatch(/[1-9]\d* licences were resealed/)
    expect(await refusal(before)).toContain('set KEYBOX_SECRET to the new one')
    expect(await refusal(onlyNew)).toContain('set KEYBOX_SECRET_PREVIOUS')
    for (const { address } of nodes) {
      const again = await order(address, load)
      expect(again).toMatchObject({ status: 201, text: ordered.text, headers: { 'idempotent-replayed': 'true' } })
      expect(await me(address, oldToken)).toBe(200)
    }
    expect(await execute(hasten, both)).toMatchObject({ code: 0 })

    // Step 3.
    await restart(0, onlyNew)
    await restart(1, onlyNew)
    await load.stop()
    expect(load.failures).toStrictEqual([])
    const secrets = { old: OLD, new: onlyNew['KEYBOX_SECRET'] ?? '' }
    for (const { address } of nodes) {
      expect(await verdicts(address, load.sold)).toStrictEqual(new Set(['active']))
      expect(await me(address, oldToken)).toBe(401)
      await expectForgedTokens(address, secrets, load.token)
    }
    expect(await refusal(before)).toContain('was filled under another KEYBOX_SECRET')
    const tried = await expectWorthless(database.url, secrets, load)
    console.log(`4 restarts and a new secret: ${load.report()}; ${tried}`)
  },
)

test(
  'the steps of the page change the secret in the file beside a SQLite database, under load',
  { timeout },
  async () => {
    const [renew = '', reseal = '', ...others] = await shellBlocks(PAGE, /^SQLite with the secret in its file/)
    expect(others).toEqual([])
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'keybox.db')
      const env = { KEYBOX_DATABASE_URL: `sqlite:${file}` }
      let server = await start(env)
      onTestFinished(async () => void (await server.stop()))
      const old = (await readFile(`${file}.secret`, 'utf8')).trim()
      const load = new HonestLoad(server.address)
      await load.start()
      const oldToken = load.token
      await order(server.address, load)

      // Step 1. The server that runs does not know the new one yet.
      expect(await execute(renew, env)).toMatchObject({ code: 0 })
      expect(await execute(renew, env)).toMatchObject({ code: 2, stderr: expect.stringContaining('is not finished') })
      expect(await execute(reseal, env)).toMatchObject({ code: 2, stderr: expect.stringContaining('restart it') })
      await load.stop()
      expect(await server.stop()).toBe(0)
      server = await start(env)
      expect(await me(server.address, oldToken)).toBe(200)

      // A backup of now needs both secrets, and has them.
      const backup = join(folder, 'backup')
      expect((await execute(`npm run backup -- '${backup}' --verify`, env)).stdout).toContain(' 0 faults, 0 warnings')
      const restored = { KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'restored.db')}` }
      expect(await execute(`npm run restore -- '${backup}'`, restored)).toMatchObject({ code: 0 })
      const looked = await execute('npm run doctor', restored)
      const under = `${load.sold.length + 1} licences and 1 kept replies are under the previous one`
      expect(looked.stdout).toContain(under)
      expect(looked.stdout).toContain(' 0 faults, 0 warnings')

      // Step 2.
      const going = new HonestLoad(server.address, { isKnown: true })
      await going.start()
      const resealed = await execute(reseal, env)
      expect(resealed).toMatchObject({ code: 0 })
      expect(resealed.stdout).toMatch(/[1-9]\d* licences were resealed/)
      expect(existsSync(`${file}.secret.previous`)).toBe(false)
      await going.stop()
      expect([...load.failures, ...going.failures]).toStrictEqual([])

      // Step 3.
      expect(await server.stop()).toBe(0)
      server = await start(env)
      going.sold.push(...load.sold)
      const secrets = { old, new: (await readFile(`${file}.secret`, 'utf8')).trim() }
      expect(await verdicts(server.address, going.sold)).toStrictEqual(new Set(['active']))
      expect(await me(server.address, oldToken)).toBe(401)
      await expectForgedTokens(server.address, secrets, going.token)
      expect(await server.stop()).toBe(0)
      expect(await refusal({ ...env, KEYBOX_SECRET: old })).toContain('was filled under another KEYBOX_SECRET')
      const tried = await expectWorthless(env.KEYBOX_DATABASE_URL, secrets, going)
      console.log(`a new secret on SQLite: ${going.report()} beside npm run reseal; ${tried}`)
    })
  },
)
