import { DatabaseSync } from 'node:sqlite'
import { Binary, MongoClient, ObjectId, type Db } from 'mongodb'

/** The licences of a store, sold by one developer, each with a project and a client of its own. */
export interface Planted {
  readonly license: string
  readonly project: string
  readonly client: string
}

/** A fault, planted behind the back of everything that keeps a store sound. */
interface Plant {
  /** Takes one sale for itself, and another that it may refer to. */
  readonly plant: (sale: Planted, other: Planted) => Promise<void> | void
  /** What is said of it. */
  readonly finds: (sale: Planted) => RegExp
}

/** By name of the fault, in order: what is planted stays. */
export type Plants = Readonly<Record<string, Plant>>

const MONTH_LATE = Date.UTC(2031, 0, 1)
const FUTURE = Date.UTC(9000, 0, 1)
const NOBODY = 'f'.repeat(24)

const of = (kind: keyof Planted, message: string) => (sale: Planted) =>
  new RegExp(`^FAULT +${kind} ${sale[kind]}: .*${message}`)

/** What is said is the same on every store. */
const RECORD_FINDS = {
  'a licence whose project is gone': of('license', 'does not exist'),
  "a licence of another owner than its project's": of('license', 'but its project to'),
  'a project without a licence': of('project', 'has no licence'),
  'a client of nobody': of('client', 'is no account'),
  'a seal that was changed': of('license', 'sealed key does not open'),
  "another key's digest": of('license', 'digest is not that of its key'),
  'a key under another secret': of('license', 'another secret than the one in use'),
  'a term that ends at another time': of('license', 'its term ends at'),
  'a machine without a time': of('license', 'one of machine and time'),
  'a revision that counts nothing': of('license', 'revision does not count'),
  'an email that is found by another': of('client', 'what its email is found by'),
  'a client from the future': of('client', 'is in the future'),
  'a duration out of bounds': of('license', 'its duration must be'),
  "a key that names another's project": of('license', 'its key names another project'),
} as const

const SESSION_OF_NOBODY = /^FAULT +session \w+: its owner f+ is no account/
const ENDLESS_SESSION = /^FAULT +session \w+: it does not end when it should/

type RecordFault = keyof typeof RECORD_FINDS

export function sqlitePlants(path: string): Plants {
  const run = (sql: string, ...values: (string | number | Uint8Array)[]): void => {
    const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
    database.exec('PRAGMA ignore_check_constraints = ON')
    database.prepare(sql).run(...values)
    database.close()
  }
  const license =
    (set: string, ...values: (string | number | Uint8Array)[]) =>
    (sale: Planted) =>
      run(`UPDATE licenses SET ${set} WHERE _id = ?`, ...values, sale.license)
  const client =
    (set: string, ...values: (string | number)[]) =>
    (sale: Planted) =>
      run(`UPDATE clients SET ${set} WHERE _id = ?`, ...values, sale.client)
  const records: Record<RecordFault, Plant['plant']> = {
    'a licence whose project is gone': license('project = ?', NOBODY),
    "a licence of another owner than its project's": license('owner = ?', NOBODY),
    'a project without a licence': (sale) => run('DELETE FROM licenses WHERE _id = ?', sale.license),
    'a client of nobody': client('owner = ?', NOBODY),
    'a seal that was changed': license('key_seal = ?', new Uint8Array(80)),
    "another key's digest": license('key_digest = ?', new Uint8Array(32)),
    'a key under another secret': license('key_id = ?', 'another'),
    'a term that ends at another time': license('expires_at = ?', MONTH_LATE),
    'a machine without a time': license('machine = ?', 'a'.repeat(64)),
    'a revision that counts nothing': license('revision = 0'),
    'an email that is found by another': client('email_identity = ?', 'other@example.com'),
    'a client from the future': client('created_at = ?', FUTURE),
    'a duration out of bounds': license('duration = 13'),
    "a key that names another's project": (sale, other) =>
      run('UPDATE licenses SET project = ?, client = ? WHERE _id = ?', other.project, other.client, sale.license),
  }
  return {
    'an index that is gone': {
      plant: () => run('DROP INDEX licenses_of_project'),
      finds: () => /^FAULT +index licenses_of_project: it is missing/,
    },
    'a trigger that is gone': {
      plant: () => run('DROP TRIGGER clients_inserted'),
      finds: () => /^FAULT +trigger clients_inserted: it is missing/,
    },
    'totals that do not add up': {
      plant: () => run('UPDATE dashboard_totals SET clients = clients + 1'),
      finds: () => /^FAULT +account \w+: the dashboard counts other numbers/,
    },
    ...withFinds(records),
    'a kept reply that does not open': {
      plant: () =>
        run(
          'UPDATE kept_replies SET body_seal = ? WHERE _id = (SELECT min(_id) FROM kept_replies)',
          new Uint8Array(80),
        ),
      finds: () => /^FAULT +kept reply \w+: it does not open/,
    },
    'a kept reply from the future': {
      plant: () => run('UPDATE kept_replies SET kept_at = ? WHERE _id = (SELECT max(_id) FROM kept_replies)', FUTURE),
      finds: () => /^FAULT +kept reply \w+: its keptAt is in the future/,
    },
    'a session of nobody': {
      plant: () => run('UPDATE sessions SET owner = ?', NOBODY),
      finds: () => SESSION_OF_NOBODY,
    },
    'a session that goes on for too long': {
      plant: () => run('UPDATE sessions SET ends_at = ?', FUTURE),
      finds: () => ENDLESS_SESSION,
    },
    'another secret': {
      plant: () => run("UPDATE vault_check SET check_value = 'another'"),
      finds: () => /^FAULT +secret: the store was filled under another one/,
    },
    'a schema of another version': {
      plant: () => run('PRAGMA user_version = 99'),
      finds: () => /^FAULT +schema: the schema is at version 99/,
    },
  }
}

export function mongoPlants(uri: string): Plants {
  const act = async (work: (database: Db) => Promise<unknown>): Promise<void> => {
    const mongo = await MongoClient.connect(uri)
    await work(mongo.db())
    await mongo.close()
  }
  const update = (collection: string, id: string, change: object): Promise<void> =>
    act((database) =>
      database.collection(collection).updateOne({ _id: new ObjectId(id) }, change, { bypassDocumentValidation: true }),
    )
  const license = (fields: object) => (sale: Planted) => update('licenses', sale.license, { $set: fields })
  const client = (fields: object) => (sale: Planted) => update('clients', sale.client, { $set: fields })
  const firstReply = (fields: object): Promise<void> =>
    act((database) =>
      database.collection('kept_replies').updateOne({}, { $set: fields }, { bypassDocumentValidation: true }),
    )
  const anySession = (fields: object): Promise<void> =>
    act((database) =>
      database.collection('sessions').updateOne({}, { $set: fields }, { bypassDocumentValidation: true }),
    )
  const nobody = new ObjectId(NOBODY)
  const records: Record<RecordFault, Plant['plant']> = {
    'a licence whose project is gone': license({ project: nobody }),
    "a licence of another owner than its project's": license({ owner: nobody }),
    'a project without a licence': (sale) =>
      act((database) => database.collection('licenses').deleteOne({ _id: new ObjectId(sale.license) })),
    'a client of nobody': client({ owner: nobody }),
    'a seal that was changed': license({ keySeal: new Binary(new Uint8Array(80)) }),
    "another key's digest": license({ keyDigest: new Binary(new Uint8Array(32)) }),
    'a key under another secret': license({ keyId: 'another' }),
    'a term that ends at another time': license({ expiresAt: new Date(MONTH_LATE) }),
    'a machine without a time': license({ activation: { machine: 'a'.repeat(64) } }),
    'a revision that counts nothing': license({ revision: 0 }),
    'an email that is found by another': client({ emailIdentity: 'other@example.com' }),
    'a client from the future': client({ createdAt: new Date(FUTURE) }),
    'a duration out of bounds': license({ duration: 13 }),
    "a key that names another's project": (sale, other) =>
      license({ project: new ObjectId(other.project), client: new ObjectId(other.client) })(sale),
  }
  return {
    ...withFinds(records),
    'a kept reply that does not open': {
      plant: () => firstReply({ bodySeal: new Binary(new Uint8Array(80)) }),
      finds: () => /^FAULT +kept reply \w+: it does not open/,
    },
    'a kept reply from the future': {
      plant: () => firstReply({ keptAt: new Date(FUTURE) }),
      finds: () => /^FAULT +kept reply \w+: its keptAt is in the future/,
    },
    'a session of nobody': {
      plant: () => anySession({ owner: nobody }),
      finds: () => SESSION_OF_NOBODY,
    },
    'a session that goes on for too long': {
      plant: () => anySession({ endsAt: new Date(FUTURE) }),
      finds: () => ENDLESS_SESSION,
    },
    'a field that is gone': {
      plant: (sale) => update('licenses', sale.license, { $unset: { issuedAt: '' } }),
      finds: of('license', 'its issuedAt is no time'),
    },
    'two licences with one key': {
      plant: (sale, other) =>
        act(async (database) => {
          const licenses = database.collection('licenses')
          await licenses.dropIndex('key')
          const taken = await licenses.findOne({ _id: new ObjectId(other.license) })
          const change = { $set: { keyDigest: taken?.['keyDigest'] as Binary } }
          await licenses.updateOne({ _id: new ObjectId(sale.license) }, change, { bypassDocumentValidation: true })
        }),
      finds: () => /^FAULT +licenses \w+: 2 records have the same keyDigest/,
    },
    'an index that is gone': {
      plant: () => act((database) => database.collection('clients').dropIndex('owner_email')),
      finds: () => /^FAULT +index owner_email of clients: it is missing/,
    },
    'an index of another kind': {
      plant: () =>
        act(async (database) => {
          await database.collection('accounts').dropIndex('email')
          await database.command({ createIndexes: 'accounts', indexes: [{ key: { emailIdentity: 1 }, name: 'email' }] })
        }),
      finds: () => /^FAULT +index email of accounts: it is not what KeyBox made it/,
    },
    'a validator that is gone': {
      plant: () => act((database) => database.command({ collMod: 'projects', validator: {} })),
      finds: () => /^FAULT +collection projects: its validator/,
    },
    'another secret': {
      plant: () =>
        act((database) =>
          database
            .collection<{ _id: string }>('keybox_meta')
            .updateOne({ _id: 'secret' }, { $set: { checkValue: 'x' } }),
        ),
      finds: () => /^FAULT +secret: the store was filled under another one/,
    },
    'a schema of another version': {
      plant: () =>
        act((database) =>
          database.collection<{ _id: string }>('keybox_meta').updateOne({ _id: 'schema' }, { $set: { version: 99 } }),
        ),
      finds: () => /^FAULT +schema: the schema is at version 99/,
    },
  }
}

function withFinds(plants: Record<RecordFault, Plant['plant']>): Plants {
  const entries = Object.entries(RECORD_FINDS).map(([name, finds]): [string, Plant] => [
    name,
    { plant: plants[name as RecordFault], finds },
  ])
  return Object.fromEntries(entries)
}
