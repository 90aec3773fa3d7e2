import { contractRules } from './contract-rules.ts'

/** One row of a table of the HTTP contract, and what there is to see of it, each part under an id that tests name. */
export interface ContractRow {
  readonly table: string
  readonly row: string
  readonly shows: Readonly<Record<string, string>>
}

/** Every row of every table of the contract. */
export const tableRows = [
  {
    table: 'authentication',
    row: 'no header',
    shows: { 'AUTH-NONE': 'no header, or an empty one: 401 No token provided' },
  },
  {
    table: 'authentication',
    row: 'bad header',
    shows: {
      'AUTH-BAD': 'malformed, expired, tampered with, of another algorithm or audience: 401 Unauthorized',
      'AUTH-SCHEME': 'the scheme counts in any letter case',
      'AUTH-TERM': 'a token is good for 30 minutes',
    },
  },
  {
    table: 'account routes',
    row: 'POST /auth/signup',
    shows: {
      'SIGNUP-201': 'Signup successful, userId',
      'SIGNUP-FIELDS': '400 All fields are required',
      'SIGNUP-MATCH': '400 Passwords do not match',
      'SIGNUP-SHORT': '400 Password must be at least 8 characters long',
      'SIGNUP-VALID': '400 Validation error',
      'SIGNUP-409': '409 Email already registered, field email',
      'SIGNUP-ORDER': 'of two faults the first in the list answers',
    },
  },
  {
    table: 'account routes',
    row: 'POST /auth/login',
    shows: {
      'LOGIN-200': 'Login successful, token, userId, role',
      'LOGIN-FIELDS': '400 All fields are required',
      'LOGIN-401': '401 Invalid credentials, the same for an unknown email and a wrong password',
    },
  },
  {
    table: 'account routes',
    row: 'GET /auth/me',
    shows: { 'ME-200': 'user with exactly its six fields', 'ME-401': '401 without a good token' },
  },
  {
    table: 'status',
    row: 'PENDING',
    shows: {
      'PENDING-ACTIVATE': 'activation makes it ACTIVE',
      'PENDING-REVOKE': 'revoked: true makes it REVOKED',
      'PENDING-END': 'end of term makes it EXPIRED',
    },
  },
  {
    table: 'status',
    row: 'ACTIVE',
    shows: { 'ACTIVE-REVOKE': 'revoke makes it REVOKED', 'ACTIVE-END': 'end of term makes it EXPIRED' },
  },
  {
    table: 'status',
    row: 'REVOKED',
    shows: {
      'REVOKED-BACK': 'toggle or revoked: false makes it what it was',
      'REVOKED-END': 'end of term makes it EXPIRED',
    },
  },
  { table: 'status', row: 'EXPIRED', shows: { 'EXPIRED-STAYS': 'nothing leaves it' } },
  {
    table: 'verdict',
    row: 'active',
    shows: { 'VALID-ACTIVE': 'valid, duration in words, expiresAt in epoch milliseconds, services' },
  },
  { table: 'verdict', row: 'unknown key', shows: { 'VALID-INVALID': 'invalid, Key does not exist' } },
  { table: 'verdict', row: 'never activated', shows: { 'VALID-PENDING': 'pending' } },
  { table: 'verdict', row: 'term over', shows: { 'VALID-EXPIRED': 'expired, with expiresAt, from that very instant' } },
  { table: 'verdict', row: 'revoked', shows: { 'VALID-REVOKED': 'revoked' } },
  {
    table: 'verdict',
    row: 'other machine',
    shows: { 'VALID-MISMATCH': 'machine_mismatch: another machine, or no fingerprint on a bound licence' },
  },
  { table: 'activation', row: 'first activation', shows: { 'ACT-FIRST': '200 License activated successfully' } },
  { table: 'activation', row: 'same machine', shows: { 'ACT-SAME': '200 License already activated on this machine' } },
  { table: 'activation', row: 'missing key', shows: { 'ACT-KEY': '400 License key is required' } },
  { table: 'activation', row: 'no fingerprint', shows: { 'ACT-MACHINE': '400 Machine ID is required' } },
  { table: 'activation', row: 'unknown key', shows: { 'ACT-404': '404 License not found' } },
  { table: 'activation', row: 'revoked', shows: { 'ACT-REVOKED': '403 License has been revoked' } },
  { table: 'activation', row: 'expired', shows: { 'ACT-EXPIRED': '403 License has expired' } },
  {
    table: 'activation',
    row: 'bound elsewhere',
    shows: { 'ACT-BOUND': '403 License already activated on another machine' },
  },
  { table: 'operations', row: 'GET /health', shows: { HEALTH: '200 OK, touching no store' } },
  {
    table: 'operations',
    row: 'GET /health/ready',
    shows: {
      READY: '200 when the store answers',
      'READY-503': '503 Not ready when it does not or while shutting down',
    },
  },
  {
    table: 'operations',
    row: 'GET /openapi.json, GET /docs',
    shows: { OPENAPI: 'the OpenAPI 3 description', DOCS: 'its page, without outside assets' },
  },
  { table: 'configuration', row: 'HOST, PORT', shows: { 'CONF-PORT': 'port 0 picks one and the start line names it' } },
  {
    table: 'configuration',
    row: 'KEYBOX_DATABASE_URL',
    shows: { 'CONF-URL': 'the scheme picks the store, and what it holds outlives the server' },
  },
  {
    table: 'configuration',
    row: 'KEYBOX_SECRET',
    shows: { 'CONF-SECRET': 'another secret than the store was filled under is refused' },
  },
  { table: 'configuration', row: 'KEYBOX_SIGNUP', shows: { 'CONF-SIGNUP': 'closed: 403 Signup is closed' } },
  {
    table: 'configuration',
    row: 'KEYBOX_VALIDATE_RATE_MAX, KEYBOX_VALIDATE_RATE_WINDOW',
    shows: { 'CONF-VALIDATE-RATE': '5 in 15m unless configured, off lifts it' },
  },
  {
    table: 'configuration',
    row: 'KEYBOX_AUTH_RATE_MAX, KEYBOX_AUTH_RATE_WINDOW',
    shows: { 'CONF-AUTH-RATE': '20 in 15m unless configured, sign-up and log-in share one count' },
  },
  { table: 'configuration', row: 'KEYBOX_CORS_ORIGINS', shows: { 'CONF-CORS': 'only the origins listed' } },
  {
    table: 'configuration',
    row: 'KEYBOX_TRUSTED_PROXIES',
    shows: { 'CONF-PROXIES': 'X-Forwarded-For of these ranges is believed' },
  },
  { table: 'configuration', row: 'KEYBOX_SERVICES', shows: { 'CONF-SERVICES': 'the services a licence may include' } },
  { table: 'configuration', row: 'KEYBOX_LOG_LEVEL', shows: { 'CONF-LOG': 'a level, or silent' } },
  { table: 'configuration', row: 'NODE_ENV', shows: { 'CONF-ENV': 'production keeps internals out of replies' } },
] as const satisfies readonly ContractRow[]

/** What the contract states outside its tables. */
export { contractRules }

type IdsOf<Row> = Row extends { readonly shows: infer Shows } ? keyof Shows & string : never
export type ContractId = IdsOf<(typeof tableRows)[number]> | IdsOf<(typeof contractRules)[number]>

/**
 * The title of a test that shows a part of the contract: `row('VALID-PENDING', 'tells a licence that nobody activated')`.
 * `test/once/contract-rows.test.ts` reads these calls and fails when a part has none.
 */
export function row(id: ContractId, title: string): string {
  return `${id}: ${title}`
}
