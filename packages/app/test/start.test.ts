import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { call, licensed, loggedIn, signedUp } from './support/api.ts'
import { Program } from './support/program.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

// Every test starts at least one process, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })

const MEMORY = { KEYBOX_DATABASE_URL: 'memory:' }

async function refusedWith(environment: Record<string, string>, folder?: string): Promise<readonly string[]> {
  const program = new Program({ folder: folder ?? (await temporaryFolder()), environment })
  expect(await program.exit).toEqual({ code: 1, signal: null })
  expect(program.stdout).toBe('')
  return program.stderr.trimEnd().split('\n')
}

describe('start', () => {
  it('needs no configuration: it makes its data folder, for its owner only, and serves', async () => {
    const folder = await temporaryFolder()
    const program = new Program({ folder })
    const address = await program.address()
    expect((await call(address, 'GET /health')).status).toBe(200)
    expect((await call(address, 'GET /health/ready')).status).toBe(200)
    expect(program.stdout).toContain(
      `KeyBox listens on ${address} — docs at ${address}/docs — store sqlite:./data/keybox.db\n`,
    )
    const files = await readdir(join(folder, 'data'))
    expect(files).toEqual(expect.arrayContaining(['keybox.db', 'keybox.db.secret']))
    for (const file of files) expect((await stat(join(folder, 'data', file))).mode & 0o077, file).toBe(0)
  })

  it('finds everything again after a stop', async () => {
    const folder = await temporaryFolder()
    const first = new Program({ folder })
    const key = await licensed(await first.address(), await signedUp(await first.address()))
    await call(await first.address(), 'POST /validate/activate', { key, machineId: 'laptop' })
    expect(await first.stop()).toEqual({ code: 0, signal: null })

    const second = new Program({ folder })
    const address = await second.address()
    expect((await call(address, 'POST /validate', { key, machineId: 'laptop' })).body).toMatchObject({ valid: true })
    const dashboard = await call(address, 'GET /dashboard', undefined, await loggedIn(address))
    expect(dashboard.body).toMatchObject({ clientsCount: 1, data: [{ projects: [{ licenses: [{ key }] }] }] })
  })

  it('says nothing but the start line at log level silent', async () => {
    const program = new Program({
      folder: await temporaryFolder(),
      environment: { ...MEMORY, KEYBOX_LOG_LEVEL: 'silent' },
    })
    await call(await program.address(), 'GET /nowhere')
    await program.stop()
    expect(program.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(program.stderr).toBe('')
  })

  it('takes from a .env file what the environment does not set', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, '.env'), 'KEYBOX_DATABASE_URL=sqlite:other.db\nKEYBOX_SIGNUP=closed\n')
    const program = new Program({ folder, environment: MEMORY })
    const signup = { name: 'A', email: 'a@b.example', password: '12345678', confirm_password: '12345678' }
    expect((await call(await program.address(), 'POST /auth/signup', signup)).status).toBe(403)
    expect(program.stdout).toContain('store memory:')
  })

  it.each([
    ['that stands still', 'Date.UTC(2031, 4, 6)'],
    ['that gives fractions of a millisecond', 'Date.UTC(2031, 4, 6) + 0.75'],
  ])('honours NODE_OPTIONS, and asks the clock of the process for the time: one %s', async (_clock, time) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'clock.mjs'), `Date.now = () => ${time}\n`)
    const environment = { ...MEMORY, NODE_OPTIONS: `--import ${join(folder, 'clock.mjs')}` }
    const program = new Program({ folder, environment })
    const address = await program.address()
    const me = await call(address, 'GET /auth/me', undefined, await signedUp(address))
    expect(me.body).toMatchObject({ user: { createdAt: '2031-05-06T00:00:00.000Z' } })
  })
})

describe('start is refused, in one readable line a problem,', () => {
  it('with a bad configuration, all of it at once and no secret in it', async () => {
    const lines = await refusedWith({
      PORT: 'eighty',
      KEYBOX_SECRET: 'hunter2',
      KEYBOX_DATABASE_URL: 'postgres://ada:hunter2@db.example/keybox',
      KEYBOX_VALIDATE_RATE_WINDOW: 'soon',
    })
    expect(lines).toEqual([
      'KeyBox did not start: PORT must be a whole number from 0 to 65535, not "eighty"',
      expect.stringMatching(/^KeyBox did not start: KEYBOX_DATABASE_URL must be /),
      'KeyBox did not start: KEYBOX_SECRET must be at least 32 bytes long, and is 7',
      expect.stringMatching(/^KeyBox did not start: KEYBOX_VALIDATE_RATE_WINDOW must be /),
    ])
    expect(lines.join('\n')).not.toContain('hunter2')
  })

  it('with proxies that would be everybody', async () => {
    expect(await refusedWith({ ...MEMORY, KEYBOX_TRUSTED_PROXIES: '0.0.0.0/0', PORT: 'x' })).toEqual([
      expect.stringContaining('PORT must be'),
      expect.stringContaining('KEYBOX_TRUSTED_PROXIES must not trust every address: "0.0.0.0/0"'),
    ])
  })

  it('with a bad line in the .env file', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, '.env'), 'KEYBOX_LOG_LEVEL=loud\n')
    expect(await refusedWith({}, folder)).toEqual([expect.stringContaining('KEYBOX_LOG_LEVEL must be one of')])
  })

  it('where the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    expect(await refusedWith({ ...MEMORY, PORT: port })).toEqual([
      `KeyBox did not start: Cannot listen on http://127.0.0.1:${port}: another program listens there already: stop it, or set PORT (EADDRINUSE)`,
    ])
  })

  it('on an address that is not of this machine', async () => {
    expect(await refusedWith({ ...MEMORY, HOST: '192.0.2.1' })).toEqual([
      expect.stringMatching(/^KeyBox did not start: Cannot listen on http:\/\/192.0.2.1:0: .* \(EADDRNOTAVAIL\)$/),
    ])
  })

  it('under another secret than the one the database was filled under', async () => {
    const folder = await temporaryFolder()
    const first = new Program({ folder })
    await first.address()
    await first.stop()
    const lines = await refusedWith({ KEYBOX_SECRET: 'another secret of more than thirty-two bytes' }, folder)
    expect(lines).toEqual([expect.stringContaining('was filled under another KEYBOX_SECRET')])
  })

  it.each(['sqlite:.', 'sqlite:folder'])('on a folder in place of a database (%s)', async (url) => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'folder'))
    for (const secret of ['', 'a secret of more than thirty-two bytes']) {
      const lines = await refusedWith({ KEYBOX_DATABASE_URL: url, KEYBOX_SECRET: secret }, folder)
      expect(lines).toEqual([expect.stringMatching(/^KeyBox did not start: .* it is a folder: name a file/)])
    }
    expect(await readdir(folder, { recursive: true })).toEqual(['folder'])
  })

  it('on a database that another server has open', async () => {
    const folder = await temporaryFolder()
    await new Program({ folder }).address()
    expect(await refusedWith({}, folder)).toEqual([expect.stringContaining('Another KeyBox server has the database')])
  })
})
