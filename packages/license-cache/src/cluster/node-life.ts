import { Acknowledgements } from './acknowledgements.ts'
import { Asks } from './asks.ts'
import { Heartbeats } from './heartbeats.ts'
import type { LeaseRules, LeaseTimes } from './lease-rules.ts'
import { Members } from './members.ts'
import type { NodeId } from './messages.ts'
import { Survey } from './survey.ts'

/** What a node knows in one life, from the opening of its stream until it starts over. All of it is new in the next. */
export interface NodeLife<Position> {
  readonly id: NodeId
  phase: 'opening' | 'registering' | 'registered'
  /** Every change up to here was applied; undefined until the stream is open. */
  applied: Position | undefined
  readonly members: Members
  readonly heartbeats: Heartbeats
  readonly asks: Asks
  readonly acknowledgements: Acknowledgements
  readonly survey: Survey
}

export function newLife<Position>(id: NodeId, times: LeaseTimes, rules: LeaseRules): NodeLife<Position> {
  return {
    id,
    phase: 'opening',
    applied: undefined,
    members: new Members(),
    heartbeats: new Heartbeats(times, rules),
    asks: new Asks(rules.joinsAskUnderWay),
    acknowledgements: new Acknowledgements(),
    survey: new Survey(times, rules),
  }
}
