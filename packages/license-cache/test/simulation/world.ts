import type { NodeId } from '../../src/cluster/messages.ts'
import type { Rules } from './faults.ts'
import type { History } from './history.ts'
import type { Random } from '@keybox/contracts'
import type { Timeline } from './timeline.ts'

/** What all nodes of a simulated cluster share. */
export interface World {
  readonly timeline: Timeline
  readonly random: Random
  readonly history: History
  readonly rules: Rules
  /** Names nodes; never the same twice. */
  readonly newId: () => NodeId
}
