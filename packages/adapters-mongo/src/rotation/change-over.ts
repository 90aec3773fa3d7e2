import { setTimeout as pause } from 'node:timers/promises'
import { err, ok, type KeyVault, type Result, type RotationRefused } from '@keybox/domain'
import type { Db } from 'mongodb'
import { changeSecretDocument, readSecretDocument, type SecretName } from '../schema/secret-document.ts'
import { ServerRegister, type ServerDocument } from '../secrets/server-register.ts'

const POLL_MS = 500

/**
 * Has every server write under another secret, once all of them know it. First the store's record says that it is about
 * to change, and from then on lets nobody in who does not know the new one; so those who are entered after that know it,
 * and those who were entered before are seen here. Only then does the record change.
 */
export async function changeOver(
  database: Db,
  configured: KeyVault,
  previous: KeyVault,
): Promise<Result<void, RotationRefused>> {
  const register = new ServerRegister(database)
  const [next, written] = [nameOf(configured), nameOf(previous)]
  if (await changeSecretDocument(database, written, { $set: { next } })) {
    const known = await untilAllKnow(register, configured.keyId)
    if (!known.ok) {
      await changeSecretDocument(database, written, { $unset: { next: true } }, next)
      return known
    }
    const change = {
      $set: { ...next, previous: written },
      $unset: { next: true },
      $pull: { retired: next.keyId },
    } as const
    await changeSecretDocument(database, written, change, next)
  }
  const found = await readSecretDocument(database)
  if (found?.checkValue !== configured.checkValue) return refused('Another rotation is under way')
  await until(async () => (await register.present()).every(({ writes }) => writes === configured.keyId))
  return ok()
}

/** Those that are silent are waited for until they count as gone; one that is there and does not know it ends the wait. */
async function untilAllKnow(register: ServerRegister, keyId: string): Promise<Result<void, RotationRefused>> {
  const lastSeen = new Map<string, number>()
  for (;;) {
    const ignorant = (await register.present()).filter(({ knows }) => !knows.includes(keyId))
    if (ignorant.length === 0) return ok()
    if (ignorant.some((server) => isAlive(server, lastSeen))) return refused(restartFirst(ignorant.length))
    await pause(POLL_MS)
  }
}

/** Whether it was seen again since it was looked at first. */
function isAlive({ _id: id, seenAt }: ServerDocument, lastSeen: Map<string, number>): boolean {
  const before = lastSeen.get(id)
  lastSeen.set(id, before ?? seenAt.getTime())
  return before !== undefined && seenAt.getTime() !== before
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(POLL_MS)
}

function nameOf({ keyId, checkValue }: KeyVault): SecretName {
  return { keyId, checkValue }
}

function restartFirst(count: number): string {
  const which = count === 1 ? 'A running server knows' : `${count} running servers know`
  return `${which} only one secret: restart every server with KEYBOX_SECRET and KEYBOX_SECRET_PREVIOUS first`
}

function refused(message: string): Result<never, RotationRefused> {
  return err({ type: 'RotationRefused', message })
}
