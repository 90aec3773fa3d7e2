import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'

import { createPasswordHasher } from '@keybox/adapters-crypto'
import { err, ok, parseEmailAttempt, parsePassword, resetPassword, type Password, type Result } from '@keybox/domain'

import { keptSecretFor, keyRingOf } from '../secret/kept-secret.ts'
import { pauseWithin } from '../pause-within.ts'
import { systemClock } from '../system-clock.ts'
import { openStoreBeside } from './open-store-beside.ts'
import { refuse, runCommand, type CommandContext, type ExitCode } from './run-command.ts'

const USAGE = 'npm run reset-password -- EMAIL   (the new password on standard input; without one it is made and shown)'
/** 120 bits, as 20 characters that are easy to hand on. */
const GENERATED_BYTES = 15

await runCommand(async (context) => {
  const { args } = context
  const [email] = args
  if (email === undefined || args.length > 1) return refuse(`Usage: ${USAGE}`)
  const password = await newPassword()
  return password.ok ? reset(email, password.value, context) : refuse(password.error)
})

interface NewPassword {
  readonly password: Password
  readonly generated: boolean
}

/** Never from the arguments, which everybody on the machine can read. A line end after it is not part of it. */
async function newPassword(): Promise<Result<NewPassword, string>> {
  const typed = process.stdin.isTTY ? '' : (await text(process.stdin)).replace(/\r?\n$/, '')
  const generated = typed === ''
  const password = parsePassword(generated ? randomBytes(GENERATED_BYTES).toString('base64url') : typed)
  return password.ok ? ok({ password: password.value, generated }) : err(`The password ${password.error.reason}`)
}

async function reset(
  email: string,
  { password, generated }: NewPassword,
  { configuration, say }: CommandContext,
): Promise<ExitCode> {
  const identity = parseEmailAttempt(email)
  if (!identity.ok) return refuse(`The email ${identity.error.reason}`)
  const kept = await keptSecretFor(configuration)
  if (!kept.ok) return refuse(kept.error.message)
  const keys = keyRingOf(kept.value)
  if (keys === undefined) return refuse('There is no secret: set KEYBOX_SECRET, or put the secret file back')
  const opened = await openStoreBeside(configuration.database, keys)
  if (!opened.ok) return refuse(opened.error.message)
  try {
    const { unitOfWork } = opened.value
    const pause = pauseWithin(() => Infinity)
    const dependencies = { unitOfWork, passwordHasher: createPasswordHasher(), clock: systemClock, pause }
    const done = await resetPassword(dependencies)({ email: identity.value, password })
    if (!done.ok) return refuse(`Nobody has an account with the email ${email}; nothing was changed`)
    say(`${done.value.email} has a new password${generated ? `: ${password.reveal()}` : ', the one that was given'}.`)
    if (generated) say('It is shown this once and kept nowhere.')
    say('The old one is good for nothing any more, and whoever was logged in has to log in again.')
    return 0
  } finally {
    await opened.value.close()
  }
}
