import {
  err,
  instant,
  ok,
  REPLY_KEPT_MS,
  repliesOverSince,
  toIsoString,
  type Clock,
  type Result,
  type SecretRotation,
} from '@keybox/domain'

/** So few that a server beside it waits for its turn no longer than for any other writer. */
const BATCH = 200
const PROGRESS_EVERY = 5000

export interface ResealOptions {
  readonly clock: Clock
  /** Whether replies under idempotency keys are given up before their 24 hours are over. */
  readonly forgetReplies: boolean
  readonly say: (line: string) => void
}

/** Moves everything to the configured secret. The error is one readable line: why it is not finished. */
export async function reseal(rotation: SecretRotation, options: ResealOptions): Promise<Result<void, string>> {
  const { say } = options
  say('Waiting until every server writes under KEYBOX_SECRET.')
  const begun = await rotation.begin()
  if (!begun.ok) return err(begun.error.message)
  const { licenses } = await rotation.remaining()
  say(`${licenses} licences are under the previous secret.`)
  const first = await resealAll(rotation, licenses, say)
  await rotation.fence()
  // What a server wrote that had not heard of it yet.
  const { resealed, failed } = await resealAll(rotation, 0, () => {})
  say(`${first.resealed + resealed} licences were resealed.`)
  if (failed.length > 0) {
    return err(`${failed.length} licences cannot be resealed, and npm run doctor says why: ${failed.join(', ')}`)
  }
  const settled = await settleReplies(rotation, options)
  if (!settled.ok) return settled
  const finished = await rotation.finish()
  return finished.ok ? ok() : err(finished.error.message)
}

interface Resealed {
  readonly resealed: number
  readonly failed: readonly string[]
}

/** One pass over the store. */
async function resealAll(rotation: SecretRotation, total: number, say: (line: string) => void): Promise<Resealed> {
  const failed: string[] = []
  let resealed = 0
  let told = 0
  for (let more = true; more;) {
    const batch = await rotation.resealBatch(BATCH)
    resealed += batch.resealed
    failed.push(...batch.failed)
    more = batch.more
    if (resealed - told < PROGRESS_EVERY) continue
    told = resealed
    say(`${resealed} of ${total} licences`)
  }
  return { resealed, failed }
}

/** A reply that is repeated must be found by the secret under which it was kept: it stays for its 24 hours. */
async function settleReplies(
  rotation: SecretRotation,
  { clock, forgetReplies, say }: ResealOptions,
): Promise<Result<void, string>> {
  await rotation.forgetReplies(repliesOverSince(clock.now()))
  const newest = await rotation.newestReply()
  if (newest === undefined) return ok()
  if (forgetReplies) {
    const forgotten = await rotation.forgetReplies(newest)
    say(`${forgotten} replies under idempotency keys were forgotten.`)
    return ok()
  }
  const end = toIsoString(instant(newest + REPLY_KEPT_MS))
  return err(
    `Replies under idempotency keys are repeated under the previous secret until ${end}: run it again then, ` +
      'and leave KEYBOX_SECRET_PREVIOUS until it has finished. With --forget-replies it finishes now, ' +
      'and a request that is sent again is done again',
  )
}
