import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY } from './program.ts'

const RESULTS = join(REPOSITORY, 'fuzz/results')

/** One long run, as its file holds it: figures of several add up. */
export interface Sitting {
  readonly kind: 'wire' | 'schemathesis' | 'tenants'
  readonly seed: number
  readonly requests: number
  readonly seconds: number
  readonly faults: readonly string[]
  readonly figures: Readonly<Record<string, unknown>>
}

/** Puts it beside the others where `KEYBOX_FUZZ_RECORD` asks for it, and prints what all of its kind come to. */
export async function record(sitting: Sitting): Promise<void> {
  if (process.env['KEYBOX_FUZZ_RECORD'] === undefined) return
  await mkdir(RESULTS, { recursive: true })
  const file = join(RESULTS, `${sitting.kind}-${sitting.seed}.json`)
  await writeFile(file, `${JSON.stringify({ ...sitting, ...surroundings() }, null, 2)}\n`)
  const all = (await recorded()).filter(({ kind }) => kind === sitting.kind)
  const requests = all.reduce((sum, each) => sum + each.requests, 0)
  const faults = all.reduce((sum, each) => sum + each.faults.length, 0)
  console.log(`${sitting.kind}, all sittings: ${requests} requests in ${all.length}, ${faults} faults`)
}

async function recorded(): Promise<readonly Sitting[]> {
  const names = (await readdir(RESULTS)).filter((name) => name.endsWith('.json')).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(RESULTS, name), 'utf8')))
  return texts.map((text) => JSON.parse(text) as Sitting)
}

function surroundings(): object {
  return {
    versions: { KeyBox: commit(), Node: process.versions.node },
    machine: { system: `Linux ${release()}`, processor: `${cpus()[0]?.model ?? '?'}, ${cpus().length} cores` },
  }
}

function commit(): string {
  const args = ['describe', '--always', '--dirty', '--abbrev=12']
  return execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim()
}
