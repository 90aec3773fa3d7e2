// Makes `npm start` and `npm test` work on a fresh clone: installs the locked dependencies (Node 26 among them)
// whenever what declares them has changed since the last install. Plain JavaScript, for the machine's own Node.
// Then it starts the server once for nothing, with the same compile cache as `npm start`: Node keeps the sources there
// with their types stripped, and a server that finds them all needs a fifth less memory, for it never loads the stripper.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PNPM = 'pnpm@12.21.0'

process.chdir(new URL('..', import.meta.url).pathname)
const manifests = readdirSync('packages').map((name) => `packages/${name}/package.json`)
const declarations = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests].filter(existsSync)
const hash = createHash('sha256')
for (const file of declarations) hash.update(file).update(readFileSync(file))
const wanted = hash.digest('hex')

const stamp = 'node_modules/.keybox-installed'
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing the locked dependencies (once; some 20 seconds) …')
  // Without NODE_OPTIONS: what it preloads is meant for the server, not for the installer.
  const { NODE_OPTIONS: _, ...env } = process.env
  const args = ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only']
  const { status } = spawnSync('npx', args, { stdio: ['ignore', 2, 2], env })
  if (status !== 0) {
    console.error('The dependencies could not be installed: see the lines above. The npm registry must be reachable.')
    process.exit(1)
  }
  await fillCompileCache(env)
  writeFileSync(stamp, wanted)
}

/** @param {NodeJS.ProcessEnv} env */
async function fillCompileCache(env) {
  const folder = mkdtempSync(join(tmpdir(), 'keybox-first-start-'))
  const server = spawn('npm', ['run', '-s', 'start', '--ignore-scripts'], {
    env: { ...env, PORT: '0', KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'keybox.db')}`, KEYBOX_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // Its first line says that it listens; then everything is loaded. Should it fail, the real start will say why.
  server.stdout.once('data', () => server.kill('SIGTERM'))
  await new Promise((resolve) => server.once('error', resolve).once('close', resolve))
  rmSync(folder, { recursive: true, force: true })
}
