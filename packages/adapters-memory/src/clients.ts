import { emailIdentity, ok, type Client, type ClientReader, type ClientRepository } from '@keybox/domain'
import { DuplicateId } from './duplicate-id.ts'
import { clientRecord } from './records.ts'
import { totalsOf, type StateSource } from './state.ts'
import type { Unit } from './unit.ts'

export function clientReader(source: StateSource): ClientReader {
  return {
    find: async (owner, id) => {
      const client = source().clients.get(id)
      return client?.owner === owner ? client : undefined
    },
  }
}

export function clientRepository(unit: Unit): ClientRepository {
  return {
    ...clientReader(unit.current),
    insert: async (client) => {
      const state = unit.current()
      const record = clientRecord(client)
      const email = clientEmail(record)
      if (state.clients.get(record.id) !== undefined) throw new DuplicateId('Client')
      if (state.clientsByEmail.get(email) !== undefined) return unit.refuse({ type: 'ClientEmailTaken' })
      const creation = { parent: record.owner, at: record.createdAt, id: record.id }
      const totals = totalsOf(state, record.owner)
      unit.stage({
        ...state,
        clients: state.clients.with(record.id, record),
        clientsByEmail: state.clientsByEmail.with(email, record),
        clientsByCreation: state.clientsByCreation.with(creation, record),
        totals: state.totals.with(record.owner, { ...totals, clients: totals.clients + 1 }),
      })
      return ok()
    },
  }
}

/** Ids are all of one length, so no two pairs are spelt alike. */
function clientEmail({ owner, email }: Client): string {
  return `${owner}${emailIdentity(email)}`
}
