import type { LicenseId } from '@keybox/domain'

/** A server on its way through one lease: a random id, new at each start and each time it starts over. */
export type NodeId = string

/** What a node needs to know of one change in the store's history, in the history's order. */
export type Change =
  /** A licence is at `revision` now; Infinity where nobody can say. */
  | { readonly type: 'license'; readonly license: LicenseId; readonly revision: number }
  | { readonly type: 'joined'; readonly node: NodeId }
  | { readonly type: 'left'; readonly node: NodeId }
  /** This node's own heartbeat; the number is the change's own, never what a later look-up finds. */
  | { readonly type: 'beat'; readonly number: number }
  | { readonly type: 'asked'; readonly node: NodeId; readonly number: number }
  /** `node` has applied everything up to this node's ask of that number. */
  | { readonly type: 'acknowledged'; readonly node: NodeId; readonly number: number }

/** What a node is told. `node` says in which of its lives it asked: what comes for an earlier one is ignored. */
export type Input<Position> =
  | { readonly type: 'tick' }
  /** The stream gives every change from `position` on. */
  | { readonly type: 'opened'; readonly node: NodeId; readonly position: Position }
  | { readonly type: 'registered'; readonly node: NodeId }
  | { readonly type: 'registry'; readonly node: NodeId; readonly members: readonly NodeId[] }
  | { readonly type: 'change'; readonly node: NodeId; readonly position: Position; readonly change: Change }
  /** A write was acknowledged by a majority; `found`: the node's entry in the registry was there. */
  | { readonly type: 'written'; readonly node: NodeId; readonly write: Write; readonly found: boolean }
  /** A write failed, or nobody knows. */
  | { readonly type: 'failed'; readonly node: NodeId; readonly write: Write }
  | { readonly type: 'surveyed'; readonly node: NodeId; readonly beats: ReadonlyMap<NodeId, number> }
  /** The stream is over, whatever ended it, or it or the registration did not come about. */
  | { readonly type: 'closed'; readonly node: NodeId }
  /** Someone waits until every node has applied what was committed before now. */
  | { readonly type: 'reach'; readonly wait: number }
  | { readonly type: 'stop' }

export type Write = 'beat' | 'ask' | 'acknowledgement'

/** What a node wants done. All writes are to its own entry in the registry, with majority, and never make one. */
export type Effect<Position> =
  | { readonly type: 'open'; readonly node: NodeId }
  /** Writes the entry; with majority. */
  | { readonly type: 'register'; readonly node: NodeId }
  | { readonly type: 'read-registry'; readonly node: NodeId; readonly after: Position }
  | { readonly type: 'beat'; readonly node: NodeId; readonly number: number }
  | { readonly type: 'ask'; readonly node: NodeId; readonly number: number }
  | {
      readonly type: 'acknowledge'
      readonly node: NodeId
      /** By asker, the number of its newest ask that was applied here. */
      readonly asks: ReadonlyMap<NodeId, number>
      /** Askers that have left: their acknowledgements can go. */
      readonly departed: readonly NodeId[]
    }
  /** Reads every node's heartbeat number. */
  | { readonly type: 'survey'; readonly node: NodeId }
  /** Takes a dead node's entry out, only if its heartbeat still has that number. */
  | { readonly type: 'remove'; readonly dead: NodeId; readonly beat: number }
  /** Ends the stream and takes the node's own entry out, if it can. */
  | { readonly type: 'leave'; readonly node: NodeId }
  | { readonly type: 'changed'; readonly license: LicenseId; readonly revision: number }
  | { readonly type: 'reached'; readonly wait: number }
