import { err, type Err } from '@keybox/domain'
import type { State, StateSource } from './state.ts'

/** The writes of one unit of work: staged on a state of its own, which nobody else sees. */
export interface Unit {
  /** What was committed before, with this unit's own writes. @throws Error when the unit is over */
  readonly current: StateSource
  readonly stage: (next: State) => void
  /** What a write answers that the state does not allow. The unit is then over and cannot be committed. */
  readonly refuse: <E extends { readonly type: string }>(error: E) => Err<E>
  /** Takes the repositories away from whoever kept them. */
  readonly end: () => void
  /** @throws Error when a write was refused: then there is nothing to commit */
  readonly result: () => State
}

export function openUnit(committed: State): Unit {
  let state = committed
  let refused: string | undefined
  let ended = false
  const assertLive = (): void => {
    if (ended) throw new Error('The unit of work is over: its repositories work until its callback settles')
    if (refused !== undefined) throw new Error(`The unit of work is over: a write was refused as ${refused}`)
  }
  return {
    current: () => {
      assertLive()
      return state
    },
    stage: (next) => {
      assertLive()
      state = next
    },
    refuse: (error) => {
      refused = error.type
      return err(error)
    },
    end: () => {
      ended = true
    },
    result: () => {
      if (refused !== undefined) throw new Error(`Nothing can be committed: a write was refused as ${refused}`)
      return state
    },
  }
}
