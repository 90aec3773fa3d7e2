import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild, type ChildServer } from './child-server.ts'

const MAIN = 'packages/app/src/main.ts'
const THIS_CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))

/** Under which every store of the bench is filled. */
export const BENCH_SECRET = 'a secret for the bench, which nobody else ever uses'

/** What every server of the bench is set to, unless its scenario says otherwise; all else is as it is by default. */
export const BENCH_SETTINGS: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  KEYBOX_VALIDATE_RATE_MAX: 'off',
  KEYBOX_AUTH_RATE_MAX: 'off',
  KEYBOX_KEY_GUESSES_MAX: 'off',
  ...inherited('KEYBOX_CACHE_MAX'),
}

/** The real program, as `npm start` runs it. The log goes where an operator's would: to a pipe that is read. */
export function startKeyBox(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  checkout: string = THIS_CHECKOUT,
): Promise<ChildServer> {
  return startChild(join(checkout, MAIN), [], {
    PATH: process.env['PATH'] ?? '',
    PORT: '0',
    ...BENCH_SETTINGS,
    KEYBOX_DATABASE_URL: databaseUrl,
    KEYBOX_SECRET: BENCH_SECRET,
    ...settings,
  })
}

function inherited(name: string): Readonly<Record<string, string>> {
  const value = process.env[name]
  return value === undefined ? {} : { [name]: value }
}
