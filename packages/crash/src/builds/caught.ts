import type { Problem } from '../findings.ts'
import { WRONG_BUILDS, type WrongBuildName } from './builds.ts'

/** Whether a wrong build was found out, by what is wrong with it. */
export function isCaught(build: WrongBuildName, problems: readonly Problem[]): boolean {
  return problems.some(({ kind }) => kind === WRONG_BUILDS[build].caughtAs)
}
