import type { ValidateLicenseCommand, Validation } from '@keybox/domain'
import { validationReply } from '../routes/validate/validate-license/reply.ts'
import { licenseRequest } from '../routes/validate/license-request.ts'
import { requestValidator } from '../schema/request-validation.ts'
import { FamiliarQuestions } from './familiar-questions.ts'
import { plainObject } from './plain-request.ts'
import type { Question } from './question.ts'

/** From bodies to what they ask, and from verdicts to the text of their replies; what is familiar is not made again. */
export class Conversation {
  readonly #familiar = new FamiliarQuestions()

  /** undefined: it is for the framework to say what is wrong with it, also where that is a bug of ours. */
  question(body: Buffer): Question | undefined {
    const text = body.toString('latin1')
    const familiar = this.#familiar.recall(text)
    if (familiar !== undefined) return familiar
    const command = commandOf(body, text)
    return command && { text, command, told: undefined }
  }

  reply(question: Question, validation: Validation): string {
    const { verdict, asOf } = validation
    if (verdict.status !== 'active' || asOf !== undefined) return JSON.stringify(validationReply(validation))
    const { license } = verdict
    // The same object: facts never change, others take their place.
    if (question.told?.license === license) return question.told.reply
    const reply = JSON.stringify(validationReply(validation))
    this.#familiar.learn({ ...question, told: { license, reply } })
    return reply
  }
}

const validate = requestValidator(licenseRequest)

function commandOf(body: Buffer, text: string): ValidateLicenseCommand | undefined {
  try {
    const value = plainObject(body, text)
    const command = value === undefined ? undefined : validate(value)
    return command === undefined || 'error' in command ? undefined : command.value
  } catch {
    return undefined
  }
}
