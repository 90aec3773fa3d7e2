import { aLicense } from '@keybox/contracts'
import { instant, type License, type Validation } from '@keybox/domain'
import { describe, expect, test } from 'vitest'
import { Conversation } from '../../src/verdict-lane/conversation.ts'
import type { Question } from '../../src/verdict-lane/question.ts'

const ID = '65a1b2c3d4e5f60718293a4b'

function bodyOf(segment: string, more: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ key: `KB-${ID}-AAAA-BBBB-${segment}`, machineId: 'office-pc', ...more }))
}

function asked(conversation: Conversation, body: Buffer): Question {
  const question = conversation.question(body)
  if (question === undefined) throw new Error('It is plain, and was not understood')
  return question
}

const active = (license: License): Validation => ({
  verdict: { status: 'active', license },
  asOf: undefined,
  proven: false,
})

/** Asks, is told that the licence is active, and asks again. */
function askTwice(conversation: Conversation, body: Buffer, license: License = aLicense()): Question {
  conversation.reply(asked(conversation, body), active(license))
  return asked(conversation, body)
}

describe('a question that was asked before', () => {
  test('is not parsed again', () => {
    const conversation = new Conversation()
    const first = asked(conversation, bodyOf('0000'))
    conversation.reply(first, active(aLicense()))
    expect(asked(conversation, bodyOf('0000')).command).toBe(first.command)
    expect(asked(conversation, bodyOf('0001')).command).not.toBe(first.command)
  })

  test('is told in the same words of the same facts, and of no others', () => {
    const conversation = new Conversation()
    const license = aLicense()
    const question = askTwice(conversation, bodyOf('0000'), license)
    expect(JSON.parse(conversation.reply(question, active(license)))).toMatchObject({
      valid: true,
      duration: '12 months',
    })
    const renewed = { ...license, expiresAt: instant(license.expiresAt + 1) }
    expect(JSON.parse(conversation.reply(question, active(renewed)))).toMatchObject({ expiresAt: renewed.expiresAt })
    expect(JSON.parse(conversation.reply(question, active(license)))).toMatchObject({ expiresAt: license.expiresAt })
  })

  test.each<Validation>([
    { verdict: { status: 'revoked' }, asOf: undefined, proven: false },
    { verdict: { status: 'expired', expiresAt: instant(1) }, asOf: undefined, proven: false },
    { verdict: { status: 'machine_mismatch' }, asOf: undefined, proven: false },
    { verdict: { status: 'active', license: aLicense() }, asOf: instant(0), proven: false },
  ])('is told what the verdict is: %j', (validation) => {
    const conversation = new Conversation()
    const { verdict, asOf } = validation
    const license = verdict.status === 'active' ? verdict.license : aLicense()
    const question = askTwice(conversation, bodyOf('0000'), license)
    const reply: unknown = JSON.parse(conversation.reply(question, validation))
    expect(reply).toMatchObject({ status: verdict.status, ...(asOf !== undefined && { stale: true }) })
  })
})

describe('what is remembered', () => {
  test('is nothing of who was not told of an active licence', () => {
    const conversation = new Conversation()
    const first = asked(conversation, bodyOf('0000'))
    conversation.reply(first, { verdict: { status: 'invalid' }, asOf: undefined, proven: false })
    expect(asked(conversation, bodyOf('0000'))).not.toBe(first)
    expect(asked(conversation, bodyOf('0000')).told).toBeUndefined()
  })

  test('is one question of each licence: who asks in many ways pushes nobody out', () => {
    const conversation = new Conversation()
    askTwice(conversation, bodyOf('0000'))
    const license = aLicense()
    for (let way = 0; way < 25_000; way += 1)
      conversation.reply(asked(conversation, bodyOf('0001', { way })), active(license))
    expect(asked(conversation, bodyOf('0000')).told).toBeDefined()
    expect(asked(conversation, bodyOf('0001', { way: 24_999 })).told).toBeDefined()
    expect(asked(conversation, bodyOf('0001', { way: 24_998 })).told).toBeUndefined()
  })

  test('is bounded: who asks stays, and who does not is forgotten', () => {
    const conversation = new Conversation()
    const licenses = Array.from({ length: 30_000 }, () => aLicense())
    const ask = (license: License | undefined): Question => {
      if (license === undefined) throw new Error('There are as many')
      const body = Buffer.from(JSON.stringify({ key: license.key.reveal() }))
      const question = asked(conversation, body)
      conversation.reply(question, active(license))
      return question
    }
    const [silent, steady] = licenses
    ask(silent)
    for (const license of licenses.slice(1)) {
      ask(license)
      expect(ask(steady).told).toBeDefined()
    }
    expect(ask(silent).told).toBeUndefined()
    expect(ask(licenses.at(-1)).told).toBeDefined()
  })

  test('is no long text', () => {
    expect(askTwice(new Conversation(), bodyOf('0000', { more: 'x'.repeat(600) })).told).toBeUndefined()
  })
})
