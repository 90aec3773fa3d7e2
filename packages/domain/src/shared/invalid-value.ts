import { err, type Err } from './result.ts'

/** A text or number that cannot become a value of the domain; `reason` is for people and never quotes the input. */
export interface InvalidValue {
  readonly type: 'InvalidValue'
  readonly reason: string
}

export function invalidValue(reason: string): Err<InvalidValue> {
  return err({ type: 'InvalidValue', reason })
}
