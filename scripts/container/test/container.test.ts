import { chmodSync, globSync, lstatSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildContext } from '../build-context.ts'
import { buildStages, type BuiltStage } from '../build-stages.ts'
import { startContainer, type Container } from '../container.ts'
import { parseDockerfile } from '../dockerfile.ts'
import { readLockfile } from '../../supply/read-tree.mjs'
import { shippedPackages } from '../../supply/shipped-packages.ts'

const clone = fileURLToPath(new URL('../../../', import.meta.url))
const isRoot = process.getuid?.() === 0

/** What a RUN needs of this machine: programs, a home for caches, and how the npm registry is reached. */
const FROM_THIS_MACHINE =
  /^(?:PATH|HOME|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|(?:https?|no)_proxy|npm_config_(?:registry|cache|userconfig|cafile))$/i
const machine = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && FROM_THIS_MACHINE.test(name) ? [[name, value]] : [],
  ),
)

describe('the image of the Dockerfile, built without an engine', { timeout: 60_000 }, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keybox-container-')))
  let image: BuiltStage
  let container: Container

  beforeAll(async () => {
    // Another user will run what is in it.
    chmodSync(folder, 0o755)
    const stages = parseDockerfile(readFileSync(join(clone, 'Dockerfile'), 'utf8'))
    const built = buildStages(stages, { folder, clone, context: buildContext(clone), mayChown: isRoot, env: machine })
    const final = built.get('final')
    if (final === undefined) throw new Error('The Dockerfile has no final stage')
    image = final
    container = await startContainer(image, { PORT: '0' })
  }, 300_000)
  afterAll(async () => {
    await container?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('runs as a numbered user who is not root, stops on SIGTERM, keeps its data in a volume', () => {
    expect(image.user).toEqual({ uid: 1000, gid: 1000 })
    expect(image.stopSignal).toBe('SIGTERM')
    expect(image.volumes).toEqual(['/data'])
    expect(image.command).toEqual(['node', 'dist/main.js'])
    expect(image.env).toEqual({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '3000',
      KEYBOX_DATABASE_URL: 'sqlite:/data/keybox.db',
    })
  })

  test('holds what was built and what that needs, neither sources nor tools', () => {
    const app = join(image.root, 'keybox')
    const modules = new Set(
      globSync('node_modules/.pnpm/*/node_modules/{*,@*/*}', { cwd: app }).map((path) =>
        path.replace(/.*node_modules\//, ''),
      ),
    )
    expect(modules).toContain('fastify')
    expect(modules).toContain('@keybox/domain')
    for (const tool of ['typescript', 'vitest', 'vite', 'testcontainers', '@keybox/contracts', '@types/node']) {
      expect(modules).not.toContain(tool)
    }
    const ours = globSync('{.,node_modules/.pnpm/@keybox+*/node_modules/@keybox/*}/{src,test}', { cwd: app })
    expect(ours).toEqual([])
    expect(statSync(join(app, 'LICENSE')).isFile()).toBe(true)
  })

  test('holds the packages of the bill of materials, and no other', () => {
    const manifests = globSync('keybox/node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json', { cwd: image.root })
    const held = manifests
      .filter((path) => !lstatSync(join(image.root, dirname(path))).isSymbolicLink())
      .map((path) => JSON.parse(readFileSync(join(image.root, path), 'utf8')) as { name: string; version: string })
      .filter(({ name }) => !name.startsWith('@keybox/'))
      .map(({ name, version }) => `${name}@${version}`)
    const lockfile = readLockfile(readFileSync(join(clone, 'pnpm-lock.yaml'), 'utf8'))
    expect(new Set(held)).toEqual(new Set(shippedPackages(lockfile, 'packages/app').keys()))
  })

  test('answers, and says so to its health check', async () => {
    const health = await fetch(`${container.address}/health`)
    expect(health.status).toBe(200)
    expect(await health.json()).toMatchObject({ success: true, message: 'OK' })
    expect((await fetch(`${container.address}/health/ready`)).status).toBe(200)
    expect((await fetch(`${container.address}/docs`)).status).toBe(200)
    expect(container.checkHealth()).toBe(0)
  })

  test('writes to its volume, as its user, and hashes passwords with the deployed argon2', async () => {
    const body = { name: 'Ada', email: 'ada@example.com', password: 'correct horse', confirm_password: 'correct horse' }
    const reply = await fetch(`${container.address}/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(reply.status).toBe(201)
    const secret = statSync(join(image.root, 'data/keybox.db.secret'))
    expect(secret.mode & 0o777).toBe(0o600)
    if (isRoot) expect(secret.uid).toBe(1000)
  })

  test('cannot change its own program: it belongs to whoever built it', () => {
    for (const path of ['keybox', 'keybox/dist/main.js', 'keybox/node_modules']) {
      const { uid, mode } = statSync(join(image.root, path))
      expect(uid).toBe(process.getuid?.())
      expect(mode & 0o022).toBe(0)
    }
  })

  test('stops within its time on the stop signal, with 0, and is then unhealthy', { timeout: 10_000 }, async () => {
    expect(await container.stop()).toBe(0)
    expect(container.checkHealth()).not.toBe(0)
  })

  test('starts again on what it kept', async () => {
    container = await startContainer(image, { PORT: '0' })
    const reply = await fetch(`${container.address}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct horse' }),
    })
    expect(reply.status).toBe(200)
  })
})
