import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inTemporaryFolder, startProgram } from '../support/program.ts'
import { runSchemathesis } from '../support/schemathesis.ts'
import { prepareTarget } from '../support/wire/prepare-target.ts'
import { record } from '../support/sitting.ts'

/** Few by default; `npm run fuzz` has it make up many more. */
const LONG = process.env['KEYBOX_SCHEMATHESIS_EXAMPLES']
const EXAMPLES = Number(LONG ?? 5)
const SECONDS = Number(process.env['KEYBOX_SCHEMATHESIS_SECONDS'] ?? 90)
/** They would end the session that the run goes on in, and have no field to try. */
const ENDING = ['logOut', 'logOutEverywhere']
/** A short run has no time for the routes that hash passwords, which give way to everything else on the machine. */
const WITHOUT = [...ENDING, ...(LONG === undefined ? ['signUp', 'logIn', 'changePassword'] : [])]
/** A short run is to say of a change what it said before it; a long one looks where none has looked. */
const SEED = Number(process.env['KEYBOX_FUZZ_SEED'] ?? (LONG === undefined ? 1_349_658_541 : randomInt(2 ** 31)))

test('Schemathesis finds the server to be as it describes itself', { timeout: SECONDS * 1000 + 300_000 }, async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await startProgram({
      KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'keybox.db')}`,
      KEYBOX_VALIDATE_RATE_MAX: 'off',
      KEYBOX_AUTH_RATE_MAX: 'off',
      // How long a busy machine takes to hash a password is not what is tried.
      KEYBOX_REQUEST_DEADLINE: '5m',
      KEYBOX_LOG_LEVEL: 'silent',
    })
    const { token } = await prepareTarget(program.address)
    const began = performance.now()
    const { passed, said, cases } = await runSchemathesis(program.address, {
      token,
      seed: SEED,
      examples: EXAMPLES,
      seconds: SECONDS,
      without: WITHOUT,
    })
    const exitCode = await program.stop()
    const seconds = Math.round((performance.now() - began) / 1000)
    const [, summary = ''] = said.split('SUMMARY')
    console.log(`Schemathesis, seed ${SEED}: ${cases} cases in ${seconds} s`)
    await record({
      kind: 'schemathesis',
      seed: SEED,
      requests: cases,
      seconds,
      faults: passed ? [] : [summary],
      figures: {},
    })
    if (!passed) console.log(said)
    expect({ passed, exitCode }).toStrictEqual({ passed: true, exitCode: 0 })
    // One that had not got anywhere would find nothing either.
    expect(cases).toBeGreaterThan(100)
  })
})
