import type { Finding } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { note, warning } from './findings.ts'

/** Fewer different characters than any 32 random ones have: typed by hand, or repeated. */
const DISTINCT_CHARACTERS = 10
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/** What works, and may not be meant. */
export function* configurationFindings(configuration: Configuration): Generator<Finding> {
  const { secret, host, trustedProxies, database } = configuration
  if (secret !== undefined && new Set(secret.reveal()).size < DISTINCT_CHARACTERS) {
    const remedy = 'Use random bytes (openssl rand -base64 32): docs/rotation.md has the steps to another one.'
    yield warning('KEYBOX_SECRET', 'it has few different characters and may be guessed', remedy)
  }
  if (!LOOPBACK.has(host) && trustedProxies.length === 0) {
    const message = 'clients are told apart by the address that connects: behind a proxy all of them are one'
    yield note('KEYBOX_TRUSTED_PROXIES', message, 'Name the proxy, if there is one.')
  }
  if (database.type === 'mongodb' && isSentInClear(database.uri.reveal())) {
    const message = 'the connection to a MongoDB on another machine is not encrypted'
    yield warning('KEYBOX_DATABASE_URL', message, 'Add tls=true, unless the network is private.')
  }
  yield* choiceNotes(configuration)
}

function* choiceNotes(configuration: Configuration): Generator<Finding> {
  const { production, corsOrigins, signup, validateRate, authRate, keyGuessesMax, metrics } = configuration
  if (!production) yield note('NODE_ENV', 'it is not production: error replies may tell internals')
  if (corsOrigins === '*') yield note('KEYBOX_CORS_ORIGINS', 'pages of any origin may call the API')
  if (signup === 'open') yield note('KEYBOX_SIGNUP', 'anybody who reaches the server can open an account')
  if (validateRate === 'off' && keyGuessesMax === 'off') {
    yield note('KEYBOX_KEY_GUESSES_MAX', 'nothing slows down who guesses licence keys')
  }
  if (authRate === 'off') {
    const message = 'nothing slows down who tries one password on many accounts, or signs up'
    yield warning('KEYBOX_AUTH_RATE_MAX', message, 'Set it to a number.')
  }
  if (metrics === 'on') yield note('KEYBOX_METRICS', 'whoever reaches the server can read /metrics')
}

/** SRV records ask for TLS by themselves. https://www.mongodb.com/docs/manual/reference/connection-string/ */
function isSentInClear(uri: string): boolean {
  if (uri.startsWith('mongodb+srv:')) return /[?&](tls|ssl)=false/i.test(uri)
  if (/[?&](tls|ssl)=true/i.test(uri)) return false
  const hosts = uri.slice(uri.indexOf('//') + 2).split(/[/?]/, 1)[0] ?? ''
  return hosts
    .slice(hosts.lastIndexOf('@') + 1)
    .split(',')
    .some((host) => !LOOPBACK.has(host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')))
}
