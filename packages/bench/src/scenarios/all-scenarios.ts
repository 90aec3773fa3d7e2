import { dashboard, login } from './people.ts'
import type { Scenario } from './scenario.ts'
import { validateBaseline, validateLogging, validateMemory } from './validate-hot-path.ts'
import { validateUncachedMongo, validateUncachedSqlite } from './validate-uncached.ts'
import { validateHot, validateUnknown, validateZipf, validateZipfMillion } from './validate.ts'
import { activate, createProjectMongo, createProjectSqlite } from './writes.ts'

/** In the order of the report. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  validateHot,
  validateZipf,
  validateZipfMillion,
  validateUnknown,
  validateUncachedSqlite,
  validateUncachedMongo,
  activate,
  createProjectSqlite,
  createProjectMongo,
  dashboard,
  login,
]

/** Run when they are named. */
export const OTHER_SCENARIOS: readonly Scenario[] = [validateMemory, validateLogging, validateBaseline]
