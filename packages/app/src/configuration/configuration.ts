import { parseMasterSecret, type MasterSecret } from '@keybox/adapters-crypto'
import type { RateLimit } from '@keybox/adapters-http'
import { BUILT_IN_SERVICES, err, ok, parseServiceCatalog, type Result, type ServiceCatalog } from '@keybox/domain'
import type { StoreDown } from '@keybox/license-cache'
import * as v from 'valibot'

import { parseCacheSize } from './cache-size.ts'
import { parseCorsOrigins } from './cors-origins.ts'
import { parseDatabaseUrl, type DatabaseLocation } from './database-url.ts'
import { parseHost, parsePort } from './listen-address.ts'
import { parseDrain } from './drain.ts'
import { parseDuration, parseRequestDeadline } from './duration.ts'
import { parseRateMax } from './rate.ts'
import { parseTrustedProxies } from './trusted-proxies.ts'
import { commaSeparated, variable } from './variable.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export interface Configuration {
  readonly host: string
  /** 0: any free port */
  readonly port: number
  readonly database: DatabaseLocation
  /** undefined: kept beside a SQLite file, or made for this run of a memory store */
  readonly secret: MasterSecret | undefined
  /** The one before, while there may be records under it. */
  readonly previousSecret: MasterSecret | undefined
  readonly signup: 'open' | 'closed'
  readonly validateRate: RateLimit | 'off'
  readonly authRate: RateLimit | 'off'
  /** How many unknown keys one client address is told of in 15 minutes. */
  readonly keyGuessesMax: number | 'off'
  readonly corsOrigins: '*' | readonly string[]
  readonly trustedProxies: readonly string[]
  readonly services: ServiceCatalog
  /** on: recorded, and shown to whoever can reach `/metrics` */
  readonly metrics: 'on' | 'off'
  /** How many licences validation remembers; 0: none */
  readonly cacheMax: number
  /** How long a request is worked on, in milliseconds. */
  readonly requestDeadlineMs: number
  /** What validation says while the store cannot be reached. */
  readonly storeDown: StoreDown
  /** How long it serves on, not ready any more, once it is told to end. */
  readonly drainMs: number
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** Replies then keep the program's internals to themselves. */
  readonly production: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

const rateWindow = v.optional(variable(parseDuration), '15m')

const masterSecret = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const secret = parseMasterSecret(dataset.value)
    if (secret.ok) return secret.value
    addIssue({ message: secret.error.reason })
    return NEVER
  }),
)

const variables = v.object({
  HOST: v.optional(variable(parseHost), '127.0.0.1'),
  PORT: v.optional(variable(parsePort), '3000'),
  KEYBOX_DATABASE_URL: v.optional(variable(parseDatabaseUrl), 'sqlite:./data/keybox.db'),
  KEYBOX_SECRET: v.optional(masterSecret),
  KEYBOX_SECRET_PREVIOUS: v.optional(masterSecret),
  KEYBOX_SIGNUP: v.optional(
    v.pipe(v.string(), v.trim(), v.picklist(['open', 'closed'], 'must be open or closed')),
    'open',
  ),
  KEYBOX_VALIDATE_RATE_MAX: v.optional(variable(parseRateMax), '5'),
  KEYBOX_VALIDATE_RATE_WINDOW: rateWindow,
  KEYBOX_AUTH_RATE_MAX: v.optional(variable(parseRateMax), '20'),
  KEYBOX_AUTH_RATE_WINDOW: rateWindow,
  KEYBOX_KEY_GUESSES_MAX: v.optional(variable(parseRateMax), '1000'),
  KEYBOX_CORS_ORIGINS: v.optional(variable(parseCorsOrigins), '*'),
  KEYBOX_TRUSTED_PROXIES: v.optional(variable(parseTrustedProxies)),
  KEYBOX_SERVICES: v.optional(
    variable((text) => parseServiceCatalog(commaSeparated(text))),
    BUILT_IN_SERVICES.join(','),
  ),
  KEYBOX_METRICS: v.optional(v.pipe(v.string(), v.trim(), v.picklist(['on', 'off'], 'must be on or off')), 'off'),
  KEYBOX_CACHE_MAX: v.optional(variable(parseCacheSize), '100000'),
  KEYBOX_REQUEST_DEADLINE: v.optional(variable(parseRequestDeadline), '10s'),
  KEYBOX_STORE_DOWN: v.optional(
    v.pipe(v.string(), v.trim(), v.picklist(['last-known', 'refuse'], 'must be last-known or refuse')),
    'last-known',
  ),
  KEYBOX_STORE_DOWN_MAX: v.optional(variable(parseDuration), '15m'),
  KEYBOX_DRAIN: v.optional(variable(parseDrain), '0'),
  KEYBOX_LOG_LEVEL: v.optional(
    v.pipe(v.string(), v.trim(), v.picklist(LOG_LEVELS, `must be one of: ${LOG_LEVELS.join(', ')}`)),
    'info',
  ),
  NODE_ENV: v.optional(v.string()),
})

const NEEDS_SECRET =
  'is required with MongoDB: at least 32 random bytes, the same for every server on that database (openssl rand -base64 32)'

const schema = v.pipe(
  variables,
  // A partial check, so that it speaks up also when other variables are wrong.
  v.forward(
    v.partialCheck(
      [['KEYBOX_DATABASE_URL'], ['KEYBOX_SECRET']],
      (read) => read.KEYBOX_DATABASE_URL.type !== 'mongodb' || read.KEYBOX_SECRET !== undefined,
      NEEDS_SECRET,
    ),
    ['KEYBOX_SECRET'],
  ),
  v.forward(
    v.partialCheck(
      [['KEYBOX_SECRET'], ['KEYBOX_SECRET_PREVIOUS']],
      ({ KEYBOX_SECRET: secret, KEYBOX_SECRET_PREVIOUS: previous }) =>
        previous === undefined || (secret !== undefined && !secret.equals(previous)),
      'is for the secret before KEYBOX_SECRET, which has to be set, and to another one',
    ),
    ['KEYBOX_SECRET_PREVIOUS'],
  ),
)

/** Their values may be, or hold, a secret: a problem with one never quotes it. */
const UNQUOTED = new Set(['KEYBOX_SECRET', 'KEYBOX_SECRET_PREVIOUS', 'KEYBOX_DATABASE_URL'])

/**
 * Reads every variable the program knows; the empty text counts as unset, which is what `${NAME:-}` in a compose file
 * gives. The error holds all problems, each a line that begins with the variable's name.
 */
export function readConfiguration(environment: Environment): Result<Configuration, readonly string[]> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const read = v.safeParse(schema, set)
  return read.success ? ok(toConfiguration(read.output)) : err(read.issues.map(problemLine))
}

function toConfiguration(read: v.InferOutput<typeof schema>): Configuration {
  return {
    host: read.HOST,
    port: read.PORT,
    database: read.KEYBOX_DATABASE_URL,
    secret: read.KEYBOX_SECRET,
    previousSecret: read.KEYBOX_SECRET_PREVIOUS,
    signup: read.KEYBOX_SIGNUP,
    validateRate: rateLimit(read.KEYBOX_VALIDATE_RATE_MAX, read.KEYBOX_VALIDATE_RATE_WINDOW),
    authRate: rateLimit(read.KEYBOX_AUTH_RATE_MAX, read.KEYBOX_AUTH_RATE_WINDOW),
    keyGuessesMax: read.KEYBOX_KEY_GUESSES_MAX,
    corsOrigins: read.KEYBOX_CORS_ORIGINS,
    trustedProxies: read.KEYBOX_TRUSTED_PROXIES ?? [],
    services: read.KEYBOX_SERVICES,
    metrics: read.KEYBOX_METRICS,
    cacheMax: read.KEYBOX_CACHE_MAX,
    requestDeadlineMs: read.KEYBOX_REQUEST_DEADLINE,
    storeDown: storeDown(read.KEYBOX_STORE_DOWN, read.KEYBOX_STORE_DOWN_MAX),
    drainMs: read.KEYBOX_DRAIN,
    logLevel: read.KEYBOX_LOG_LEVEL,
    production: read.NODE_ENV === 'production',
  }
}

function rateLimit(max: number | 'off', windowMs: number): RateLimit | 'off' {
  return max === 'off' ? 'off' : { max, windowMs }
}

function storeDown(type: StoreDown['type'], maxMs: number): StoreDown {
  return type === 'refuse' ? { type } : { type, maxMs }
}

function problemLine(issue: v.InferIssue<typeof schema>): string {
  const name = v.getDotPath(issue) ?? ''
  const quoted = typeof issue.input === 'string' && !UNQUOTED.has(name) ? `, not ${shortened(issue.input)}` : ''
  return `${name} ${issue.message}${quoted}`
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
