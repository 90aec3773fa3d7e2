import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'

import { reseal } from '../rotation/reseal.ts'
import { openRotation } from '../rotation/open-rotation.ts'
import { keptSecretFor, previousSecretFile } from '../secret/kept-secret.ts'
import { systemClock } from '../system-clock.ts'
import { refuse, runCommand } from './run-command.ts'

const NO_PREVIOUS =
  'There is no previous secret, and nothing to reseal: to change the secret, begin with docs/rotation.md'

await runCommand(async ({ configuration, args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: { 'forget-replies': { type: 'boolean', default: false } },
  })
  const kept = await keptSecretFor(configuration)
  if (!kept.ok) return refuse(kept.error.message)
  const { secret, previous, file } = kept.value
  if (secret === undefined || previous === undefined) return refuse(NO_PREVIOUS)
  const rotation = await openRotation(configuration.database, secret, previous)
  if (!rotation.ok) return refuse(rotation.error.message)
  try {
    const options = { clock: systemClock, forgetReplies: values['forget-replies'], say }
    const done = await reseal(rotation.value, options)
    if (!done.ok) return refuse(done.error)
    if (file === undefined) {
      say('Nothing is under the previous secret any more: restart every server without KEYBOX_SECRET_PREVIOUS.')
    } else {
      await rm(previousSecretFile(file), { force: true })
      say('Nothing is under the previous secret any more, and its file is gone: restart the server.')
    }
    return 0
  } finally {
    await rotation.value.close()
  }
})
