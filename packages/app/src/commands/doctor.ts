import { verifyBackup } from '../backup/verify-backup.ts'
import { examine, type Report } from '../doctor/examine.ts'
import { findingLine } from '../doctor/findings.ts'
import { systemClock } from '../system-clock.ts'
import { examinedLine, exitCodeOf } from './examined-line.ts'
import { refuse, runCommand } from './run-command.ts'

const USAGE = 'npm run doctor [-- BACKUP]'

await runCommand(async ({ configuration, args, say }) => {
  const [folder] = args
  if (args.length > 1) return refuse(`Usage: ${USAGE}`)
  const report: Report = (finding) => say(findingLine(finding))
  const examined =
    folder === undefined
      ? await examine(configuration, report, systemClock)
      : await verifyBackup(configuration, folder, report, systemClock)
  if (!examined.ok) return refuse(examined.error)
  say(examinedLine(examined.value))
  return exitCodeOf(examined.value)
})
