import { describe, expect, it } from 'vitest'
import { runFixture } from './run-fixture.ts'

const BOTH = { complete: ['account-repository', 'unit-of-work'] }

describe('a full run', () => {
  it('passes when every expected suite ran, and ends with its tally alone on the last line', async () => {
    const run = await runFixture({ projects: ['complete'], expected: BOTH })
    expect(run.output).toContain('\ncontract suites: 2 of 2 adapter × suite pairs ran\n')
    expect(run).toMatchObject({ exitCode: 0, lastLine: '2 passed, 0 failed' })
  })

  it('fails when an expected suite did not run', async () => {
    const expected = { complete: [...BOTH.complete, 'license-repository'] }
    const run = await runFixture({ projects: ['complete'], expected })
    expect(run.output).toContain('\ncontract suites: 2 of 3 adapter × suite pairs ran\n')
    expect(run.output).toContain('contract suite did not run: complete × license-repository\n')
    expect(run).toMatchObject({ exitCode: 1, lastLine: '2 passed, 1 failed' })
  })

  it('fails when a suite skipped a test, and when one ran that no table expects', async () => {
    const run = await runFixture({ projects: ['incomplete'], expected: { incomplete: ['account-repository'] } })
    expect(run.output).toContain('\ncontract suites: 0 of 1 adapter × suite pairs ran\n')
    expect(run.output).toContain('contract suite did not pass in full: incomplete × account-repository\n')
    expect(run.output).toContain('in no row of expected-suites.ts: incomplete × of-no-table\n')
    expect(run).toMatchObject({ exitCode: 1, lastLine: '2 passed, 2 failed, 1 skipped' })
  })

  it('fails when a project has no test', async () => {
    const run = await runFixture({ projects: ['complete', 'empty'], expected: BOTH })
    expect(run.output).toContain('project ran no test: empty\n')
    expect(run).toMatchObject({ exitCode: 1, lastLine: '2 passed, 1 failed' })
  })

  it('counts failed hooks, files that do not load and unhandled errors as failed', async () => {
    const run = await runFixture({ projects: ['broken'] })
    expect(run).toMatchObject({ exitCode: 1, lastLine: '2 passed, 4 failed, 1 skipped' })
  })

  it('counts a failed global set-up as failed', async () => {
    const run = await runFixture({ projects: ['complete'], globalSetup: './failing-set-up.ts' })
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(/no MongoDB/)
    expect(run.output).toMatch(/^1 of 1 test files never ran$/m)
    expect(run.output).toMatch(/^0 passed, \d+ failed$/m)
  })
})

describe('a run of a part', () => {
  it.each([
    ['a project', ['--project', 'complete']],
    ['a file', ['complete/complete']],
    ['a name', ['--testNamePattern', 'commits']],
  ])('by %s expects no suite of what it left out', async (_, args) => {
    const expected = { ...BOTH, other: ['account-repository'] }
    const run = await runFixture({ projects: ['complete', 'incomplete'], expected }, ...args)
    expect(run.output).not.toContain('contract suite')
    expect(run).toMatchObject({ exitCode: 0, lastLine: expect.stringMatching(/^[12] passed, 0 failed/) })
  })
})
