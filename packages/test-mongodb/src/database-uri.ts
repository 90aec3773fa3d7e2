import { randomBytes } from 'node:crypto'

const URI = /^(?<server>mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/(?<database>[^?]*))?(?:\?(?<options>.*))?$/

/**
 * The connection string with its database exchanged for another. A user that was looked up in the database of the
 * path still is: that becomes `authSource`.
 * @throws Error when it is no MongoDB connection string.
 * @see https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function withDatabase(uri: string, database: string): string {
  const { server, database: previous, options } = URI.exec(uri)?.groups ?? {}
  if (!server) throw new Error('Not a MongoDB connection string.')
  const search = new URLSearchParams(options)
  if (server.includes('@') && !search.has('authSource')) search.set('authSource', previous || 'admin')
  return `${server}/${database}${search.size > 0 ? `?${search.toString()}` : ''}`
}

/** The database that the connection string names; `undefined` when it names none. */
export function databaseOf(uri: string): string | undefined {
  return URI.exec(uri)?.groups?.['database'] || undefined
}

/**
 * A connection string to a database that nobody uses yet, on the same server: one for each spec file (or each test)
 * keeps them apart. Its name begins with the database that the given one names, so that the run can drop what it made.
 */
export function freshDatabaseUri(uri: string): string {
  const prefix = databaseOf(uri) ?? 'keybox_test'
  return withDatabase(uri, `${prefix}_${randomBytes(6).toString('hex')}`)
}
