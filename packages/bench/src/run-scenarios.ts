import { OPEN_LOOP, type BenchRequest } from './arguments.ts'
import { describeEnvironment } from './report/environment.ts'
import type { Compared, Results } from './report/results.ts'
import { comparisonTable, latencyTable, plainText, type Table } from './report/table.ts'
import { openLoop, type OpenLoopFigures } from './scenarios/open-loop.ts'
import type { Stage } from './stage.ts'

/** One after the other, each shown as soon as it is known. */
export async function runScenarios(stage: Stage, request: BenchRequest): Promise<Results> {
  const started = Date.now()
  const environment = await describeEnvironment()
  const comparisons: Compared[] = []
  for (const { name, title, run } of request.scenarios) {
    const rows = await run(stage)
    await stage.stopServers()
    show(name, title, comparisonTable(rows))
    comparisons.push({ name, title, rows })
  }
  const paced = request.openLoop ? await runOpenLoop(stage) : null
  const mongoDb = await stage.mongoDescription()
  return {
    startedAt: new Date(started).toISOString(),
    seconds: (Date.now() - started) / 1000,
    quick: request.quick,
    comparisons,
    openLoop: paced,
    ...environment,
    versions: { ...environment.versions, MongoDB: mongoDb ?? 'not used' },
  }
}

async function runOpenLoop(stage: Stage): Promise<OpenLoopFigures> {
  const figures = await openLoop(stage)
  await stage.stopServers()
  show(OPEN_LOOP, figures.title, latencyTable(figures.servers))
  return figures
}

function show(name: string, title: string, table: Table): void {
  process.stdout.write(`\n${title} [${name}]\n${plainText(table)}\n`)
}
