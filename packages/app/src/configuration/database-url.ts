import { exhaustive, invalidValue, ok, Redacted, type InvalidValue, type Result } from '@keybox/domain'

/** Where the store is. A MongoDB URI may hold a password, so it does not print. */
export type DatabaseLocation =
  | { readonly type: 'memory' }
  | { readonly type: 'sqlite'; readonly path: string }
  | { readonly type: 'mongodb'; readonly uri: Redacted<'MongoUri'> }

const FORMS = 'must be sqlite:PATH, mongodb://…, mongodb+srv://… or memory:'

export function parseDatabaseUrl(text: string): Result<DatabaseLocation, InvalidValue> {
  if (text === 'memory:') return ok({ type: 'memory' })
  if (/^mongodb(\+srv)?:\/\/[^/?]/.test(text)) return ok({ type: 'mongodb', uri: new Redacted('MongoUri', text) })
  return text.startsWith('sqlite:') ? parseSqlitePath(text.slice('sqlite:'.length)) : invalidValue(FORMS)
}

function parseSqlitePath(path: string): Result<DatabaseLocation, InvalidValue> {
  if (path === '') return invalidValue(FORMS)
  // sqlite:///var/lib/keybox.db is the URL form of an absolute path; two slashes would begin with a host's name.
  if (/^\/\/(?!\/)/.test(path)) return invalidValue('must be sqlite:PATH, without // before the path')
  if (path.startsWith(':memory:')) return invalidValue('must be memory: for a store that forgets everything')
  if (path.endsWith('/')) return invalidValue('must name a file after sqlite:, not a folder')
  return ok({ type: 'sqlite', path: path.replace(/^\/\/\//, '/') })
}

/** For people and logs: without user, password and options. */
export function describeDatabase(database: DatabaseLocation): string {
  switch (database.type) {
    case 'memory':
      return 'memory: (everything is gone when the process ends)'
    case 'sqlite':
      return `sqlite:${database.path}`
    case 'mongodb':
      return withoutCredentials(database.uri.reveal())
    default:
      return exhaustive(database)
  }
}

function withoutCredentials(uri: string): string {
  const scheme = uri.slice(0, uri.indexOf('//') + 2)
  // Whatever stands before the last @ may be part of a password, also one that should have been percent-encoded.
  const place = uri.slice(Math.max(uri.lastIndexOf('@') + 1, scheme.length))
  const [, hostsAndName] = /^([\w.:,[\]-]+(?:\/[\w-]*)?)(?:\?|$)/.exec(place) ?? []
  const optionsHoldAt = uri.includes('?') && uri.lastIndexOf('@') > uri.indexOf('?')
  return scheme + (hostsAndName === undefined || optionsHoldAt ? '…' : hostsAndName)
}
