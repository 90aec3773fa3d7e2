import type { HashingReply, HashingRequest } from './hashing-messages.ts'
import { perform } from './perform.ts'

// The program of a hashing process: answers what it is asked until whoever started it lets go of it, or ends.

process.on('message', (message: HashingRequest) => void answer(message))
process.on('disconnect', () => process.exit(0))
// A terminal and some supervisors signal the whole group: the server may still have log-ins to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

async function answer({ id, ...work }: HashingRequest): Promise<void> {
  try {
    reply({ id, type: 'done', value: await perform(work) })
  } catch (failure) {
    reply({ id, type: 'failed', reason: failure instanceof Error ? failure.message : String(failure) })
  }
}

function reply(message: HashingReply): void {
  // Whoever asked may have gone meanwhile; then this process ends as well.
  process.send?.(message, () => {})
}
