import type { Db, Document } from 'mongodb'

export interface QueryPlan {
  /** The stages of the plan that the server chose. */
  readonly stages: readonly string[]
  readonly documentsExamined: number
  readonly found: number
}

/** Collection, operation, fields asked by and order; undefined for what is no query, such as an insert or a commit. */
export function queryShape(command: Document): string | undefined {
  const { find, aggregate, update, delete: from, filter, sort, updates, deletes, pipeline } = command
  if (typeof update === 'string') return `${update} update ${fields(updates[0].q)}`
  if (typeof from === 'string') return `${from} delete ${fields(deletes[0].q)}`
  if (typeof aggregate === 'string') return `${aggregate} count ${fields(pipeline[0].$match)}`
  if (typeof find !== 'string') return undefined
  // The driver sends an order as a map.
  const order = sort === undefined ? '' : ` sort ${fields(Object.fromEntries(sort))}`
  return `${find} find ${fields(filter)}${order}`
}

function fields(document: Document): string {
  return `{${Object.keys(document).join(', ')}}`
}

/** What belongs to the session and not to the query. */
const ENVELOPE = new Set(['lsid', 'txnNumber', 'autocommit', 'startTransaction', 'readConcern', 'writeConcern'])

/** How the server runs a command that it was sent. https://www.mongodb.com/docs/manual/reference/explain-results/ */
export async function planOf(database: Db, command: Document): Promise<QueryPlan> {
  const kept = Object.entries(command).filter(([key]) => !ENVELOPE.has(key) && !key.startsWith('$'))
  const explained = await database.command({ explain: Object.fromEntries(kept), verbosity: 'executionStats' })
  const stats = firstOf(explained, 'executionStats')
  return {
    stages: [...stagesOf(firstOf(explained, 'winningPlan'))],
    documentsExamined: Number(stats['totalDocsExamined']),
    found: Number(stats['nReturned']),
  }
}

/** The first thing of that name, however deep: explain nests differently by command and version. */
function firstOf(document: Document, name: string): Document {
  for (const [key, value] of Object.entries(document)) {
    if (typeof value !== 'object' || value === null) continue
    if (key === name) return value
    const found = firstOf(value, name)
    if (Object.keys(found).length > 0) return found
  }
  return {}
}

function* stagesOf(plan: Document): Generator<string> {
  for (const [key, value] of Object.entries(plan)) {
    if (key === 'stage' && typeof value === 'string') yield value
    if (typeof value === 'object' && value !== null) yield* stagesOf(value)
  }
}
