import { err, ok, type Result } from '@keybox/domain'
import { ALL_SCENARIOS, OTHER_SCENARIOS } from './scenarios/all-scenarios.ts'
import type { Scenario } from './scenarios/scenario.ts'

export interface BenchRequest {
  readonly scenarios: readonly Scenario[]
  readonly quick: boolean
  /** Everything, at full length: what may be published. */
  readonly complete: boolean
}

/** `[--quick] [NAME …]`; the error is one readable line. */
export function parseRequest(args: readonly string[]): Result<BenchRequest, string> {
  const quick = args.includes('--quick')
  const names = args.filter((argument) => argument !== '--quick')
  if (names.length === 0) return ok({ scenarios: ALL_SCENARIOS, quick, complete: !quick })
  const known = [...ALL_SCENARIOS, ...OTHER_SCENARIOS]
  const unknown = names.find((name) => known.every((scenario) => scenario.name !== name))
  if (unknown !== undefined) {
    return err(`There is no ${unknown}; there are: ${known.map(({ name }) => name).join(', ')}`)
  }
  return ok({ scenarios: known.filter(({ name }) => names.includes(name)), quick, complete: false })
}
