import { keptSecretFor, previousSecretFile } from '../secret/kept-secret.ts'
import { makeNewSecret } from '../secret/new-secret-file.ts'
import { refuse, runCommand } from './run-command.ts'

const CONFIGURED =
  'The secret is configured, and not in a file of KeyBox: make a new one (openssl rand -base64 32) and set ' +
  'KEYBOX_SECRET to it, and KEYBOX_SECRET_PREVIOUS to the one of now (docs/rotation.md)'

await runCommand(async ({ configuration, say }) => {
  if (configuration.secret !== undefined || configuration.database.type !== 'sqlite') return refuse(CONFIGURED)
  const kept = await keptSecretFor(configuration)
  if (!kept.ok) return refuse(kept.error.message)
  const { file } = kept.value
  if (file === undefined) return refuse('There is no secret yet: the first start of the server makes one')
  const made = await makeNewSecret(file)
  if (!made.ok) return refuse(made.error.message)
  say(`${file} holds a new secret, and ${previousSecretFile(file)} the one before.`)
  say('Now restart the server, which then knows both, and run: npm run reseal')
  return 0
})
