import type { Change, NodeId } from '@keybox/license-cache'
import type { Document, Long, ObjectId, Timestamp } from 'mongodb'
import { toEntityId } from '../documents/object-id.ts'
import { acknowledgementField, REGISTRY } from './registry.ts'

/** One event, cut down to what a node needs. */
export interface ChangeEvent {
  readonly operationType: string
  readonly clusterTime: Timestamp
  readonly collection?: string
  readonly id?: ObjectId | NodeId
  readonly revision?: Long | number
  readonly beat?: number
  readonly ask?: number
  readonly acknowledged?: number
}

const LICENSES = 'licenses'

/** Which events reach `node`: of heartbeats and acknowledgements only those that are for it. */
export function eventFilter(node: NodeId): Document[] {
  const updated = 'updateDescription.updatedFields'
  const acknowledged = `${updated}.${acknowledgementField(node)}`
  const isThere = { $exists: true }
  return [
    {
      $match: {
        $or: [
          // A licence that is new is in nobody's memory.
          { 'ns.coll': LICENSES, operationType: { $ne: 'insert' }, $expr: { $not: [isReseal()] } },
          {
            'ns.coll': REGISTRY,
            $or: [
              { operationType: { $ne: 'update' } },
              { 'documentKey._id': node },
              { [`${updated}.ask`]: isThere },
              { [acknowledged]: isThere },
            ],
          },
          // Another collection has taken the place of one of them.
          { 'to.coll': { $in: [LICENSES, REGISTRY] } },
          { operationType: { $in: ['dropDatabase', 'invalidate'] } },
        ],
      },
    },
    {
      // The numbers are the event's own delta. A look-up of the document would show a later state than the event's place
      // in the stream.
      $project: {
        operationType: 1,
        clusterTime: 1,
        collection: '$ns.coll',
        id: '$documentKey._id',
        revision: `$${updated}.revision`,
        beat: `$${updated}.beat`,
        ask: `$${updated}.ask`,
        acknowledged: `$${acknowledged}`,
      },
    },
  ]
}

/** Nothing that anybody remembers of a licence is another one when its key was put under another secret. */
function isReseal(): Document {
  const description = '$updateDescription'
  const updated = { $objectToArray: { $ifNull: [`${description}.updatedFields`, {}] } }
  const names = { $map: { input: updated, in: '$$this.k' } }
  return {
    $and: [
      { $eq: ['$operationType', 'update'] },
      { $setIsSubset: [['keyId'], names] },
      { $setIsSubset: [names, ['keyId', 'keyDigest', 'keySeal']] },
      { $eq: [{ $ifNull: [`${description}.removedFields`, []] }, []] },
    ],
  }
}

/** What an event says, in the order in which it is to be applied; undefined: the collection itself is not what it was. */
export function changesOf(event: ChangeEvent, node: NodeId): readonly Change[] | undefined {
  const { operationType, collection, id } = event
  if (id === undefined || !['insert', 'update', 'replace', 'delete'].includes(operationType)) return undefined
  if (typeof id === 'string') return collection === REGISTRY ? nodeChanges(event, id, node) : []
  return collection === LICENSES ? [licenseChange(event, id)] : []
}

/** Whoever edits a licence by hand need not raise its revision: what is remembered of it is worth nothing then. */
function licenseChange({ operationType, revision }: ChangeEvent, id: ObjectId): Change {
  const known = operationType === 'update' && revision !== undefined ? Number(revision) : Number.POSITIVE_INFINITY
  return { type: 'license', license: toEntityId('License', id), revision: known }
}

function nodeChanges(
  { operationType, beat, ask, acknowledged }: ChangeEvent,
  of: NodeId,
  self: NodeId,
): readonly Change[] {
  switch (operationType) {
    case 'insert':
      return [{ type: 'joined', node: of }]
    case 'delete':
      return [{ type: 'left', node: of }]
    default:
      return [
        ...(beat !== undefined && of === self ? [{ type: 'beat', number: beat } as const] : []),
        ...(ask === undefined ? [] : [{ type: 'asked', node: of, number: ask } as const]),
        ...(acknowledged === undefined ? [] : [{ type: 'acknowledged', node: of, number: acknowledged } as const]),
      ]
  }
}
