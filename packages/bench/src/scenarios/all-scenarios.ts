import { cacheFlood } from './cache-flood.ts'
import { dashboardPages } from './dashboard-pages.ts'
import { openLoop } from './open-loop.ts'
import { dashboard, login } from './people.ts'
import { revocation } from './revocation.ts'
import type { Scenario } from './scenario.ts'
import { validateBesideLogins } from './validate-beside-logins.ts'
import { validateBaseline, validateLogging, validateMemory } from './validate-hot-path.ts'
import { validateLimit } from './validate-limit.ts'
import { validateUncachedMongo, validateUncachedSqlite } from './validate-uncached.ts'
import { validateHot, validateUnknown, validateZipf, validateZipfMillion } from './validate.ts'
import { activate, createProjectMongo, createProjectSqlite } from './writes.ts'

/** In the order of the report. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  validateHot,
  validateLimit,
  validateZipf,
  validateZipfMillion,
  cacheFlood,
  validateUnknown,
  validateUncachedSqlite,
  validateUncachedMongo,
  openLoop,
  validateBesideLogins,
  activate,
  createProjectSqlite,
  createProjectMongo,
  revocation,
  dashboard,
  dashboardPages,
  login,
]

/** Run when they are named. */
export const OTHER_SCENARIOS: readonly Scenario[] = [validateMemory, validateLogging, validateBaseline]
