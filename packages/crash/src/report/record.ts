import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunResult } from '../runs/run-result.ts'

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))
const RESULTS = join(CHECKOUT, 'crash/results')

/** Characters of a problem: the rest is in the journal. */
const SHOWN = 300
/** Characters of a line of the server's: the error with its stack. */
const LINE_SHOWN = 3000

/** One sitting, as its file holds it. */
export interface Sitting extends Omit<RunResult, 'store' | 'fault'> {
  readonly store: string
  readonly fault: string
}

/** Puts a sitting beside the others: figures of several add up. */
export async function record(sitting: Sitting, folder: string = RESULTS): Promise<string> {
  const name = `${sitting.store}-${sitting.fault}-${sitting.seed.replaceAll(/[^\w-]/g, '_')}.json`
  await mkdir(folder, { recursive: true })
  const problems = sitting.problems.map(({ text, server, ...problem }) => ({
    ...problem,
    text: text.slice(0, SHOWN),
    ...(server && { server: server.map((line) => anywhere(line).slice(0, LINE_SHOWN)) }),
  }))
  await writeFile(join(folder, name), `${JSON.stringify({ ...sitting, problems, ...surroundings() }, null, 2)}\n`)
  return `crash/results/${name}`
}

/** A line of the server's as it would be on any machine. */
function anywhere(line: string): string {
  return line.replaceAll(CHECKOUT, '').replace(/"pid":\d+,"hostname":"[^"]*",/, '')
}

export async function recorded(folder: string = RESULTS): Promise<readonly Sitting[]> {
  const names = await readdir(folder).catch(() => [])
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => readFile(join(folder, name), 'utf8')),
  )
  return texts.map((text) => JSON.parse(text) as Sitting)
}

function surroundings(): object {
  return {
    versions: { KeyBox: commit(), Node: process.versions.node, SQLite: process.versions['sqlite'] },
    machine: { system: `Linux ${release()}`, processor: `${cpus()[0]?.model ?? '?'}, ${cpus().length} cores` },
  }
}

function commit(): string {
  try {
    const cwd = fileURLToPath(new URL('.', import.meta.url))
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], { cwd, encoding: 'utf8' }).trim()
  } catch {
    return 'no git checkout'
  }
}
