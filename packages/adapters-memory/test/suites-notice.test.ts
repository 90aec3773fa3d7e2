import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { STORAGE_SUITES } from '@keybox/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BROKEN_STORES } from './fixtures/broken-stores.ts'

const VITEST = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url))

/** A suite that passes on a broken store proves nothing about one that works: here each has one to fail on. */
describe('the storage suites on a store that', () => {
  let folder: string
  let report: Report

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keybox-broken-stores-'))
    report = await runFixtures(join(folder, 'report.json'))
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  it.each(Object.entries(BROKEN_STORES))('%s fail where they must', (fault, { noticedBy }) => {
    const tests = report.testResults
      .flatMap((file) => file.assertionResults)
      .filter((test) => test.ancestorTitles[0] === fault)
    const ran = new Set(tests.map(suiteOf))
    const failed = new Set(tests.filter(({ status }) => status === 'failed').map(suiteOf))
    expect(ran).toStrictEqual(new Set(STORAGE_SUITES))
    for (const suite of noticedBy) expect(failed).toContain(suite)
  })
})

/** What this needs of vitest's JSON report. */
interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly TestReport[] }[]
}

interface TestReport {
  /** The fault, then the suite, then what it has inside. */
  readonly ancestorTitles: readonly string[]
  readonly status: string
}

function suiteOf({ ancestorTitles }: TestReport): string | undefined {
  return ancestorTitles[1]?.replace('contract: ', '')
}

async function runFixtures(reportFile: string): Promise<Report> {
  // Without what tells vitest that it runs inside itself.
  const { VITEST: _inVitest, VITEST_POOL_ID: _pool, VITEST_WORKER_ID: _worker, ...env } = process.env
  const args = [VITEST, 'run', '--root', FIXTURES, '--reporter=json', `--outputFile=${reportFile}`]
  const child = spawn(process.execPath, args, { env: { ...env, KEYBOX_ROUNDS: '' }, stdio: 'ignore' })
  await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return JSON.parse(await readFile(reportFile, 'utf8')) as Report
}
