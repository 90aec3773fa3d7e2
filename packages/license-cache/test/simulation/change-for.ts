import { exhaustive } from '@keybox/domain'
import type { Change, NodeId } from '../../src/cluster/messages.ts'
import type { Entry } from './history.ts'

/** What a stream's filter lets through to a node, and as what; undefined: nothing. */
export function changeFor(entry: Entry, node: NodeId): Change | undefined {
  switch (entry.type) {
    case 'license':
      return { type: 'license', license: entry.license.id, revision: entry.license.revision }
    case 'beat':
      return entry.node === node ? { type: 'beat', number: entry.number } : undefined
    case 'acknowledged':
      return entry.asker === node ? { type: 'acknowledged', node: entry.node, number: entry.number } : undefined
    case 'asked':
      return { type: 'asked', node: entry.node, number: entry.number }
    case 'joined':
    case 'left':
      return { type: entry.type, node: entry.node }
    default:
      return exhaustive(entry)
  }
}
