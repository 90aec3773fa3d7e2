import type { BenchRequest } from './arguments.ts'
import { describeEnvironment } from './report/environment.ts'
import type { Found, Results } from './report/results.ts'
import { plainText } from './report/table.ts'
import type { Stage } from './stage.ts'

/** One after the other, each shown as soon as it is known. */
export async function runScenarios(stage: Stage, { scenarios, quick }: BenchRequest): Promise<Results> {
  const started = Date.now()
  const environment = await describeEnvironment()
  const findings: Found[] = []
  for (const { name, title, run } of scenarios) {
    const found = { name, title, ...(await run(stage)) }
    await stage.stopServers()
    show(found)
    findings.push(found)
  }
  const mongoDb = await stage.mongoDescription()
  return {
    startedAt: new Date(started).toISOString(),
    seconds: (Date.now() - started) / 1000,
    quick,
    findings,
    ...environment,
    versions: { ...environment.versions, MongoDB: mongoDb ?? 'not used' },
  }
}

function show({ name, title, table, remark }: Found): void {
  const below = remark === undefined ? '' : `${remark}\n`
  process.stdout.write(`\n${title} [${name}]\n${plainText(table)}\n${below}`)
}
