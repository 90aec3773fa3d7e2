import type { Moment } from '../freshness.ts'
import { Members } from './members.ts'
import type { NodeId } from './messages.ts'

/** What a node knows in one life, from the opening of its stream until it starts over. All of it is new in the next. */
export interface NodeLife<Position> {
  readonly id: NodeId
  phase: 'opening' | 'registering' | 'registered'
  /** Every change up to here was applied; undefined until the stream is open. */
  applied: Position | undefined
  readonly members: Members
  readonly beats: {
    /** When each was sent that has not come back. */
    readonly sent: Map<number, Moment>
    last: number
    returned: number
    underWay: boolean
    /** By the monotonic clock. */
    dueAt: number
  }
  readonly asks: { last: number; returned: number; underWay: boolean; wanted: boolean }
  readonly acknowledgements: {
    readonly due: Map<NodeId, number>
    readonly departed: Set<NodeId>
    underWay: ReadonlyMap<NodeId, number> | undefined
  }
  readonly survey: {
    underWay: boolean
    dueAt: number
    readonly seen: Map<NodeId, { readonly beat: number; readonly at: number }>
  }
  /** What the lease counts from; undefined: no heartbeat has come back. */
  leasedSince: Moment | undefined
}

export function newLife<Position>(id: NodeId): NodeLife<Position> {
  return {
    id,
    phase: 'opening',
    applied: undefined,
    members: new Members(),
    beats: { sent: new Map(), last: 0, returned: 0, underWay: false, dueAt: 0 },
    asks: { last: 0, returned: 0, underWay: false, wanted: false },
    acknowledgements: { due: new Map(), departed: new Set(), underWay: undefined },
    survey: { underWay: false, dueAt: 0, seen: new Map() },
    leasedSince: undefined,
  }
}
