import { parseArgs } from 'node:util'

import { backUp, type BackedUp } from '../backup/back-up.ts'
import { fittingSecrets, openBackup } from '../backup/backup-files.ts'
import { SECRET_NAME } from '../backup/manifest.ts'
import { verifyBackup } from '../backup/verify-backup.ts'
import { findingLine } from '../doctor/findings.ts'
import { systemClock } from '../system-clock.ts'
import { examinedLine, exitCodeOf } from './examined-line.ts'
import { MONGODB_BACKUP } from './mongodb-backups.ts'
import { refuse, runCommand, type CommandContext, type ExitCode } from './run-command.ts'

const USAGE = 'npm run backup -- FOLDER [--verify]'

await runCommand(async (context) => {
  const { configuration, args, say } = context
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { verify: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  if (configuration.database.type === 'mongodb') {
    for (const line of MONGODB_BACKUP) say(line)
    return refuse('Nothing was backed up.')
  }
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1) return refuse(`Usage: ${USAGE}`)
  const made = await backUp(configuration, folder, systemClock)
  if (!made.ok) return refuse(made.error)
  await describe(made.value, context)
  return values.verify ? verify(made.value, context) : 0
})

async function describe({ folder, manifest }: BackedUp, { configuration, say }: CommandContext): Promise<void> {
  const { accounts, licenses } = manifest.counts
  say(`Backed up to ${folder}: ${accounts} accounts, ${licenses} licences, as of ${manifest.madeAt}.`)
  if (manifest.files[SECRET_NAME] !== undefined) {
    say('The secret is in it: whoever has the folder can read every licence key. Keep it as you keep the secret.')
  } else {
    say('The secret is NOT in it, it is yours to keep: KEYBOX_SECRET, without which no licence key can be looked up.')
  }
  const backup = await openBackup(folder)
  const fitting = backup.ok ? fittingSecrets(backup.value, configuration) : backup
  if (!fitting.ok) say(`But: ${fitting.error}.`)
}

async function verify({ folder }: BackedUp, { configuration, say }: CommandContext): Promise<ExitCode> {
  const verified = await verifyBackup(configuration, folder, (finding) => say(findingLine(finding)), systemClock)
  if (!verified.ok) return refuse(verified.error)
  say(examinedLine(verified.value))
  return exitCodeOf(verified.value)
}
