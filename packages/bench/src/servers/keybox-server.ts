import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild, type ChildServer } from './child-server.ts'

const MAIN = 'packages/app/src/main.ts'
const THIS_CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))

/** Under which every store of the bench is filled. */
export const BENCH_SECRET = 'a secret for the bench, which nobody else ever uses'

/**
 * The real program, as `npm start` runs it, with limits off unless `settings` says otherwise. The log goes where an
 * operator's would: to a pipe that is read.
 */
export function startKeyBox(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  checkout: string = THIS_CHECKOUT,
): Promise<ChildServer> {
  return startChild(join(checkout, MAIN), [], {
    PATH: process.env['PATH'] ?? '',
    ...inherited('KEYBOX_CACHE_MAX'),
    NODE_ENV: 'production',
    PORT: '0',
    KEYBOX_DATABASE_URL: databaseUrl,
    KEYBOX_SECRET: BENCH_SECRET,
    KEYBOX_VALIDATE_RATE_MAX: 'off',
    KEYBOX_AUTH_RATE_MAX: 'off',
    ...settings,
  })
}

function inherited(name: string): Readonly<Record<string, string>> {
  const value = process.env[name]
  return value === undefined ? {} : { [name]: value }
}
