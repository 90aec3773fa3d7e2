import { expect, test } from 'vitest'
import { parseRequest } from '../src/arguments.ts'
import { ALL_SCENARIOS, OTHER_SCENARIOS } from '../src/scenarios/all-scenarios.ts'

test('without names everything runs, and only at full length is it complete', () => {
  expect(parseRequest([])).toMatchObject({
    ok: true,
    value: { scenarios: ALL_SCENARIOS, quick: false, complete: true },
  })
  expect(parseRequest(['--quick'])).toMatchObject({ ok: true, value: { quick: true, complete: false } })
})

test('each scenario runs by its name', () => {
  for (const scenario of [...ALL_SCENARIOS, ...OTHER_SCENARIOS]) {
    expect(parseRequest([scenario.name])).toMatchObject({ ok: true, value: { scenarios: [scenario], complete: false } })
  }
})

test('a name that is none is refused in one line that has all names', () => {
  const refused = parseRequest(['no-such'])
  expect(refused).toMatchObject({ ok: false, error: expect.stringMatching(/^There is no no-such; .*revocation/) })
})
