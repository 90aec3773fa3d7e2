import { argon2OnThreads } from './argon2.ts'
import type { HashingWork } from './hashing-messages.ts'

/** On threads of the process that calls it. */
export function perform(work: HashingWork): Promise<string | boolean> {
  if (work.type === 'hash') return argon2OnThreads.hash(work.password, work.cost)
  return argon2OnThreads.verify(work.hash, work.password)
}
