import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseRequest } from './arguments.ts'
import { wrkVersion } from './load/wrk.ts'
import { benchmarkDocument } from './report/document.ts'
import type { Results } from './report/results.ts'
import { runScenarios } from './run-scenarios.ts'
import { Stage } from './stage.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

const request = parseRequest(process.argv.slice(2))
if (!request.ok) refuse(request.error)
else if (wrkVersion() === undefined) refuse('wrk makes the load, and is not here: apt-get install wrk')
else {
  const stage = new Stage(await mkdtemp(join(tmpdir(), 'keybox-bench-')), request.value.quick)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void abandon(stage))
  try {
    const results = await runScenarios(stage, request.value)
    // What was chosen or cut short is for the eyes of who did it.
    if (request.value.complete) await publish(results)
  } finally {
    await cleanUp(stage)
  }
}

async function abandon(stage: Stage): Promise<void> {
  await cleanUp(stage)
  process.exit(1)
}

async function cleanUp(stage: Stage): Promise<void> {
  await stage.end()
  await rm(stage.folder, { recursive: true, force: true })
}

function refuse(problem: string): void {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 1
}

async function publish(results: Results): Promise<void> {
  const file = `bench/results/${results.startedAt.slice(0, 10)}.json`
  await mkdir(join(ROOT, 'bench/results'), { recursive: true })
  await writeFile(join(ROOT, file), `${JSON.stringify(results, withoutTables, 2)}\n`)
  await writeFile(join(ROOT, 'docs/benchmarks.md'), benchmarkDocument(results, file))
  process.stdout.write(`\n${file} and docs/benchmarks.md are written.\n`)
}

/** For `JSON.stringify`: tables are for people, what they were made from is there with all digits. */
function withoutTables(name: string, value: unknown): unknown {
  return name === 'table' ? undefined : value
}
