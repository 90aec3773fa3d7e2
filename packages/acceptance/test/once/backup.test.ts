import { appendFile, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../support/command.ts'
import { send, type Reply } from '../support/http-client.ts'
import { inTemporaryFolder, startProgram, type Program } from '../support/program.ts'
import { listAt, textAt } from '../support/reply.ts'

const ADA = { name: 'Ada', email: 'ada@example.com', password: 'correct horse', confirm_password: 'correct horse' }
/** Programs are started one after the other, each of which takes long on a busy machine. */
const timeout = 180_000
const WRITERS = 4
/** Enough that the copy is made amid writes. */
const WRITES_BEFORE = 100
const WRITES_AFTER = 20

/** Without a secret of its own, as it is out of the box. */
function environment(folder: string, name: string): Record<string, string> {
  return { KEYBOX_DATABASE_URL: `sqlite:${join(folder, name, 'keybox.db')}`, KEYBOX_LOG_LEVEL: 'silent' }
}

function call(program: Program, method: string, path: string, body?: object, token?: string): Promise<Reply> {
  return send(program.address, {
    method,
    path,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function tokenOf(program: Program): Promise<string> {
  return textAt((await call(program, 'POST', '/auth/login', ADA)).body, 'token')
}

/** Developers that sell without a pause until they are told to stop. */
function sellers(program: Program, token: string) {
  const acknowledged: string[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const stopping = new AbortController()
  const sell = async (writer: number): Promise<void> => {
    for (let sold = 0; !stopping.signal.aborted; sold += 1) {
      const email = `customer-${writer}-${sold}@example.com`
      const client = await call(program, 'POST', '/clients', { name: 'Acme', email }, token)
      const clientId = textAt(client.body, 'client', '_id')
      const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
      const made = await call(program, 'POST', '/projects/createProject', order, token)
      acknowledged.push(textAt(made.body, 'license', 'key'))
      for (const { count, resolve } of waiting) if (acknowledged.length >= count) resolve()
    }
  }
  const selling = Array.from({ length: WRITERS }, (_, writer) => sell(writer))
  return {
    acknowledged,
    /** Resolves when so many sales were acknowledged. */
    sold: (count: number) => new Promise<void>((resolve) => waiting.push({ count, resolve })),
    stop: async () => {
      stopping.abort()
      await Promise.all(selling)
    },
  }
}

async function keysIn(program: Program): Promise<readonly string[]> {
  const { body } = await call(program, 'GET', '/dashboard', undefined, await tokenOf(program))
  const projects = listAt(body, 'data').flatMap((client) => listAt(client, 'projects'))
  return projects.flatMap((project) => listAt(project, 'licenses')).map((license) => textAt(license, 'key'))
}

test(
  'a backup that is taken under load holds all that was acknowledged before; restored, it is without a fault',
  { timeout },
  async () => {
    await inTemporaryFolder(async (folder) => {
      const [live, other] = [environment(folder, 'live'), environment(folder, 'other')]
      const backup = join(folder, 'backup')
      const server = await startProgram({ ...live, KEYBOX_AUTH_RATE_MAX: 'off' })
      onTestFinished(async () => void (await server.stop()))
      await call(server, 'POST', '/auth/signup', ADA)
      const load = sellers(server, await tokenOf(server))
      onTestFinished(() => load.stop())
      await load.sold(WRITES_BEFORE)
      const before = [...load.acknowledged]
      const made = await runCommand('backup', { args: [backup, '--verify'], env: live })
      const duringIt = load.acknowledged.length - before.length
      await load.sold(load.acknowledged.length + WRITES_AFTER)
      await load.stop()
      expect(made).toMatchObject({ code: 0, stderr: '' })
      expect(made.stdout).toMatch(/looked at: 0 faults, 0 warnings\n$/)
      expect(duringIt).toBeGreaterThan(0)
      expect((await runCommand('doctor', { env: live })).code).toBe(0)

      // Into its own place it does not go: a server is there, and when that is gone its database.
      expect((await runCommand('restore', { args: [backup], env: live })).stderr).toContain('has the database')
      expect(await server.stop()).toBe(0)
      expect((await runCommand('restore', { args: [backup], env: live })).stderr).toContain(
        'nothing is restored over it',
      )

      expect(await runCommand('restore', { args: [backup], env: other })).toMatchObject({ code: 0, stderr: '' })
      const examined = await runCommand('doctor', { env: other })
      expect(examined).toMatchObject({ code: 0, stderr: '' })
      expect(examined.stdout).toMatch(/ 0 faults, 0 warnings\n$/)
      const restored = await startProgram(other)
      const kept = new Set(await keysIn(restored))
      expect(before.filter((key) => !kept.has(key))).toStrictEqual([])
      const verdict = await call(restored, 'POST', '/validate', { key: before[0] })
      expect(verdict.body['status']).toBe('pending')
      expect(await restored.stop()).toBe(0)
    })
  },
)

test(
  'a backup is for its owner only, is not overwritten, and is known for broken when it is',
  { timeout },
  async () => {
    await inTemporaryFolder(async (folder) => {
      const [live, other] = [environment(folder, 'live'), environment(folder, 'other')]
      const backup = join(folder, 'backup')
      const server = await startProgram(live)
      await call(server, 'POST', '/auth/signup', ADA)
      expect(await server.stop()).toBe(0)
      expect((await runCommand('backup', { args: [backup], env: live })).code).toBe(0)
      expect((await readdir(backup)).toSorted()).toStrictEqual(['keybox.db', 'keybox.db.secret', 'manifest.json'])
      for (const name of await readdir(backup)) expect((await stat(join(backup, name))).mode & 0o777, name).toBe(0o600)
      expect((await stat(backup)).mode & 0o777).toBe(0o700)

      const again = await runCommand('backup', { args: [backup], env: live })
      expect(again).toMatchObject({ code: 2, stdout: '' })
      expect(again.stderr).toContain('exists: name a folder that does not')

      const wrongSecret = { ...other, KEYBOX_SECRET: 'another secret, of more than 32 bytes' }
      const refused = await runCommand('restore', { args: [backup], env: wrongSecret })
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is not the one') })

      await appendFile(join(backup, 'keybox.db'), 'x')
      for (const name of ['restore', 'doctor'] as const) {
        const broken = await runCommand(name, { args: [backup], env: other })
        expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('is not what was backed up') })
      }
      await expect(stat(join(folder, 'other/keybox.db'))).rejects.toThrow('ENOENT')
    })
  },
)

test('a secret that is configured stays with its owner', { timeout }, async () => {
  await inTemporaryFolder(async (folder) => {
    const secret = 'a secret that is configured, 32 bytes'
    const live = { ...environment(folder, 'live'), KEYBOX_SECRET: secret }
    const backup = join(folder, 'backup')
    const server = await startProgram(live)
    await call(server, 'POST', '/auth/signup', ADA)
    expect(await server.stop()).toBe(0)
    const made = await runCommand('backup', { args: [backup, '--verify'], env: live })
    expect(made.code).toBe(0)
    expect(made.stdout).toContain('NOT in it, it is yours to keep')
    expect((await readdir(backup)).toSorted()).toStrictEqual(['keybox.db', 'manifest.json'])
    for (const name of await readdir(backup)) expect(await readFile(join(backup, name), 'latin1')).not.toContain(secret)
    const withoutSecret = await runCommand('restore', { args: [backup], env: environment(folder, 'other') })
    expect(withoutSecret).toMatchObject({ code: 2, stderr: expect.stringContaining('set KEYBOX_SECRET') })
  })
})

test('commands that are not for MongoDB or for memory say what is', { timeout }, async () => {
  const mongo = {
    KEYBOX_DATABASE_URL: 'mongodb://user:hunter2@db.example/keybox',
    KEYBOX_SECRET: 'a secret that is configured, 32 bytes',
  }
  const backup = await runCommand('backup', { args: ['somewhere'], env: mongo })
  expect(backup).toMatchObject({ code: 2, stdout: expect.stringContaining('mongodump --uri') })
  const restore = await runCommand('restore', { args: ['somewhere'], env: mongo })
  expect(restore).toMatchObject({ code: 2, stdout: expect.stringContaining('mongorestore --uri') })
  for (const { stdout, stderr } of [backup, restore]) expect(stdout + stderr).not.toContain('hunter2')
  const memory = await runCommand('backup', { args: ['somewhere'], env: { KEYBOX_DATABASE_URL: 'memory:' } })
  expect(memory).toMatchObject({ code: 2, stderr: expect.stringContaining('Only a SQLite database') })
})
