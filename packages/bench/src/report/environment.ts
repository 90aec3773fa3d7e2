import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { wrkVersion } from '../load/wrk.ts'
import { BENCH_SETTINGS } from '../servers/keybox-server.ts'

/** What the figures were measured with, and on. */
export interface BenchEnvironment {
  readonly versions: Readonly<Record<string, string>>
  readonly machine: Readonly<Record<string, string>>
  /** Environment variables of every KeyBox server. */
  readonly settings: Readonly<Record<string, string>>
}

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url))

export async function describeEnvironment(): Promise<BenchEnvironment> {
  return {
    versions: {
      KeyBox: commit(),
      Node: process.versions.node,
      V8: process.versions.v8,
      SQLite: process.versions['sqlite'] ?? '?',
      OpenSSL: process.versions.openssl,
      Fastify: await libraryVersion('adapters-http', 'fastify'),
      valibot: await libraryVersion('adapters-http', 'valibot'),
      'lru-cache': await libraryVersion('license-cache', 'lru-cache'),
      argon2: await libraryVersion('adapters-crypto', 'argon2'),
      'prom-client': await libraryVersion('adapters-metrics', 'prom-client'),
      'MongoDB driver': await libraryVersion('adapters-mongo', 'mongodb'),
      wrk: wrkVersion() ?? '?',
    },
    machine: {
      system: `Linux ${release()}`,
      processor: `${cpus()[0]?.model ?? '?'}, ${cpus().length} cores`,
      memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
      'load average at the start': (loadavg()[0] ?? 0).toFixed(1),
    },
    settings: BENCH_SETTINGS,
  }
}

function commit(): string {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim()
  try {
    return git('describe', '--always', '--dirty', '--abbrev=12')
  } catch {
    return 'no git checkout'
  }
}

/** The one that is installed for a package of this workspace. */
async function libraryVersion(owner: string, library: string): Promise<string> {
  const file = join(PACKAGES, owner, 'node_modules', library, 'package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { version: string }
  return manifest.version
}
