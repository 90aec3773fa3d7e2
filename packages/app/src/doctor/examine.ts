import { err, ok, StoreFailure, type Clock, type Finding, type Result, type StoredCounts } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { describeDatabase } from '../configuration/database-url.ts'
import { keptSecretFor, keyRingOf } from '../secret/kept-secret.ts'
import { configurationFindings } from './configuration-findings.ts'
import { examineStore, type StoreExamination } from './examine-store.ts'
import { fault, note } from './findings.ts'
import { openInspection } from './open-inspection.ts'
import { secretFaults } from './secret-faults.ts'

/** What was looked at, and how much of each severity was found. */
export interface Examined {
  readonly counts: StoredCounts
  readonly found: Readonly<Record<Finding['severity'], number>>
}

/** Told of each finding as it is made. */
export type Report = (finding: Finding) => void

/** Looks at the configuration and at the store it names. The error says why the store could not be looked at. */
export async function examine(
  configuration: Configuration,
  report: Report,
  clock: Clock,
): Promise<Result<Examined, string>> {
  const { database, services } = configuration
  const opened = await openInspection(database, clock)
  if (!opened.ok) return err(opened.error.message)
  const inspection = opened.value
  const tally = counting(report)
  try {
    for (const finding of configurationFindings(configuration)) tally.report(finding)
    const kept = await keptSecretFor(configuration)
    if (!kept.ok) tally.report(fault('secret', kept.error.message, 'Until then keys are not looked at.'))
    const keys = kept.ok ? keyRingOf(kept.value) : undefined
    if (kept.ok) for (const finding of secretFaults(inspection.secrets, keys)) tally.report(finding)
    const started = performance.now()
    await inspection.ping()
    const ms = (performance.now() - started).toFixed(1)
    tally.report(note(`store ${describeDatabase(database)}`, `it answers in ${ms} ms`))
    return await examineAll({ inspection, keys, services, clock }, tally)
  } finally {
    await inspection.close()
  }
}

/** The store alone. */
export async function examineAll(
  examination: StoreExamination,
  { report, found }: Tally,
): Promise<Result<Examined, string>> {
  try {
    const counts = await examination.inspection.counts()
    for await (const finding of examineStore(examination)) report(finding)
    return ok({ counts, found: found() })
  } catch (error) {
    if (error instanceof StoreFailure) return err(`The store could not be read to its end: ${error.message}`)
    throw error
  }
}

export interface Tally {
  readonly report: Report
  /** So far. */
  readonly found: () => Examined['found']
}

export function counting(report: Report): Tally {
  const found = { fault: 0, warning: 0, note: 0 }
  return {
    report: (finding) => {
      found[finding.severity] += 1
      report(finding)
    },
    found: () => ({ ...found }),
  }
}
