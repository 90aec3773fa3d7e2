import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sha256Fingerprint } from '@keybox/adapters-crypto'
import { aLicense } from '@keybox/contracts'
import { expect, test } from 'vitest'
import { Conversation } from '../../src/verdict-lane/conversation.ts'

const QUESTIONS = 10_000

/** What the ADR says, with room for other versions of Node. */
const MOST_BYTES = 1500

// https://nodejs.org/api/v8.html#v8setflagsfromstringflags
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test('a familiar question takes the memory that the documentation states', () => {
  const conversation = new Conversation()
  // Remembered by the cache, if they are.
  const licenses = Array.from({ length: QUESTIONS }, () => aLicense())
  const before = heapUsed()
  licenses.forEach((license, n) => {
    const body = Buffer.from(JSON.stringify({ key: license.key.reveal(), machineId: `office-pc-${n}` }))
    const question = conversation.question(body)
    if (question?.command.fingerprint === undefined) throw new Error('It is plain, and was not understood')
    sha256Fingerprint(question.command.fingerprint)
    conversation.reply(question, { verdict: { status: 'active', license }, asOf: undefined, proven: false })
  })
  const bytes = (heapUsed() - before) / QUESTIONS
  console.log(`A familiar question takes ${bytes.toFixed(0)} bytes`)
  expect(bytes).toBeLessThan(MOST_BYTES)
  // So that they are still there.
  expect(licenses).toHaveLength(QUESTIONS)
  expect(conversation.question(Buffer.from('{}'))).toBeUndefined()
})
