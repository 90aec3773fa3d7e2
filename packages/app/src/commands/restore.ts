import { restore } from '../backup/restore.ts'
import { MONGODB_RESTORE } from './mongodb-backups.ts'
import { refuse, runCommand } from './run-command.ts'

const USAGE = 'npm run restore -- FOLDER'

await runCommand(async ({ configuration, args, say }) => {
  if (configuration.database.type === 'mongodb') {
    for (const line of MONGODB_RESTORE) say(line)
    return refuse('Nothing was restored.')
  }
  const [folder] = args
  if (folder === undefined || args.length > 1) return refuse(`Usage: ${USAGE}`)
  const restored = await restore(configuration, folder)
  if (!restored.ok) return refuse(restored.error)
  const { file, secretFile } = restored.value
  say(`Restored to ${file}${secretFile === undefined ? '' : `, with its secret in ${secretFile}`}.`)
  say('Look it over before a server is started on it: npm run doctor')
  return 0
})
