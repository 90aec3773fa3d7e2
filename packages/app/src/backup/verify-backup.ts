import { err, type Clock, type Result } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { counting, examineAll, type Examined, type Report } from '../doctor/examine.ts'
import { fault } from '../doctor/findings.ts'
import { fittingSecrets, openBackup } from './backup-files.ts'

/**
 * Whether a backup would do: its files are what was backed up, the database is sound record by record, and every sealed
 * key opens with the secret. The error says why it could not be looked at.
 */
export async function verifyBackup(
  { services, ...secrets }: Pick<Configuration, 'secret' | 'previousSecret' | 'services'>,
  folder: string,
  report: Report,
  clock: Clock,
): Promise<Result<Examined, string>> {
  const backup = await openBackup(folder)
  if (!backup.ok) return backup
  const { manifest, database } = backup.value
  const { openSqliteInspection } = await import('@keybox/adapters-sqlite')
  const opened = openSqliteInspection({ path: database, role: 'copy' })
  if (!opened.ok) return err(opened.error.message)
  const inspection = opened.value
  try {
    const tally = counting(report)
    const fitting = fittingSecrets(backup.value, secrets)
    if (!fitting.ok) tally.report(fault('secret', fitting.error, 'Until then keys are not looked at.'))
    const keys = fitting.ok ? fitting.value.keys : undefined
    const examined = await examineAll({ inspection, keys, services, clock }, tally)
    if (!examined.ok || JSON.stringify(examined.value.counts) === JSON.stringify(manifest.counts)) return examined
    return err('The database holds other numbers of records than its manifest says')
  } finally {
    await inspection.close()
  }
}
