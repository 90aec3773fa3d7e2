import type { Clock, Finding } from '@keybox/domain'
import type { Db, Document } from 'mongodb'
import { hasCode, UNAUTHORIZED } from '../connection/server-error.ts'

/** Beyond it, terms end at noticeably different moments for the server and for whoever reads the database. */
const CLOCK_TOLERANCE_MS = 2000
const WORKING_STATES = new Set(['PRIMARY', 'SECONDARY', 'ARBITER'])

/** How the servers fare that hold the database. https://www.mongodb.com/docs/manual/reference/command/hello/ */
export async function* deploymentFindings(database: Db, clock: Clock): AsyncGenerator<Finding> {
  const before = clock.now()
  const hello: Document = await database.command({ hello: 1 })
  const after = clock.now()
  yield* clockFindings(hello, before, after)
  if (hello['msg'] === 'isdbgrid') {
    const message = 'it is sharded: no server remembers licences, each validation reads the database'
    yield { severity: 'note', subject: 'MongoDB', message, remedy: undefined }
    return
  }
  yield* memberFindings(database)
}

/** Exact to half of what the answer took. */
function* clockFindings(hello: Document, before: number, after: number): Generator<Finding> {
  const time: unknown = hello['localTime']
  if (!(time instanceof Date)) return
  const offset = Math.round(time.getTime() - (before + after) / 2)
  const uncertainty = Math.ceil((after - before) / 2)
  if (Math.abs(offset) <= CLOCK_TOLERANCE_MS + uncertainty) return
  const message = `its clock is ${Math.abs(offset)} ms ${offset > 0 ? 'ahead of' : 'behind'} this machine's`
  yield { severity: 'warning', subject: 'MongoDB', message, remedy: 'Let both follow a time server (NTP).' }
}

async function* memberFindings(database: Db): AsyncGenerator<Finding> {
  const status = await replicaSetStatus(database)
  if (status === undefined) {
    const message = 'its user may not ask how the members of the replica set are (clusterMonitor)'
    yield { severity: 'note', subject: 'MongoDB', message, remedy: undefined }
    return
  }
  const members = (status['members'] ?? []) as readonly Document[]
  for (const member of members) {
    if (member['health'] === 1 && WORKING_STATES.has(String(member['stateStr']))) continue
    const message = `it is ${String(member['stateStr'])}`
    const remedy = 'Bring it back: with fewer than a majority of members nothing can be written.'
    yield { severity: 'warning', subject: `member ${String(member['name'])}`, message, remedy }
  }
  if (members.length > 1) return
  const message = 'the replica set has one member: what is on its disk is all there is'
  yield { severity: 'note', subject: 'MongoDB', message, remedy: 'Add two members, or make backups often.' }
}

/** undefined: not allowed to know */
async function replicaSetStatus(database: Db): Promise<Document | undefined> {
  try {
    return await database.admin().command({ replSetGetStatus: 1 })
  } catch (error) {
    if (hasCode(error, UNAUTHORIZED)) return undefined
    throw error
  }
}
