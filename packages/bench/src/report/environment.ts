import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { wrkVersion } from '../load/wrk.ts'

/** What the figures were measured with, and on. */
export interface BenchEnvironment {
  readonly versions: Readonly<Record<string, string>>
  readonly machine: Readonly<Record<string, string>>
}

const require = createRequire(import.meta.url)

export async function describeEnvironment(): Promise<BenchEnvironment> {
  return {
    versions: {
      KeyBox: commit(),
      Node: process.versions.node,
      SQLite: process.versions['sqlite'] ?? '?',
      OpenSSL: process.versions.openssl,
      Fastify: await packageVersion('fastify'),
      'MongoDB driver': await packageVersion('mongodb'),
      wrk: wrkVersion() ?? '?',
    },
    machine: {
      system: `Linux ${release()}`,
      processor: `${cpus()[0]?.model ?? '?'}, ${cpus().length} cores`,
      memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
      'load average at the start': (loadavg()[0] ?? 0).toFixed(1),
    },
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

async function packageVersion(name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }
  return manifest.version
}
