import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a run of vitest over a fixture ended. */
export interface FixtureRun {
  readonly exitCode: number | null
  /** Standard output and standard error together. */
  readonly output: string
  /** Of standard output: how two streams interleave is chance. */
  readonly lastLine: string
}

const VITEST = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url))

/** Which projects of the fixture workspace to run, and what the reporter is told to expect. */
export interface Fixture {
  readonly projects: readonly string[]
  readonly expected?: Readonly<Record<string, readonly string[]>>
  readonly globalSetup?: string
}

/** Runs vitest on fixtures, as a program of its own without a terminal: what it does to its exit code is the point. */
export async function runFixture(fixture: Fixture, ...args: readonly string[]): Promise<FixtureRun> {
  const { VITEST: _inVitest, VITEST_POOL_ID: _pool, ...outer } = process.env
  const env = {
    ...outer,
    NO_COLOR: '1',
    FIXTURE: fixture.projects.join(','),
    EXPECTED: JSON.stringify(fixture.expected ?? {}),
    SET_UP: fixture.globalSetup ?? '',
  }
  const child = spawn(process.execPath, [VITEST, 'run', '--root', FIXTURES, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let standardOutput = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    standardOutput += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { exitCode, output, lastLine: standardOutput.trimEnd().split('\n').at(-1) ?? '' }
}
