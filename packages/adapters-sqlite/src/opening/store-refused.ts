import { err, type Err, type StoreRefused } from '@keybox/domain'
import { NoWriteAheadLog } from '../connection.ts'
import { environmentalCause, isBusy, isSqliteError } from '../sqlite-error.ts'

export function refused(reason: StoreRefused['reason'], message: string): Err<StoreRefused> {
  return err({ type: 'StoreRefused', reason, message })
}

/** For what the operating system or SQLite say while a store is opened. @throws `error` when it is neither's */
export function refusedBecause(error: unknown, file: string): Err<StoreRefused> {
  return refused('UNREACHABLE', `Cannot open the database ${file}: ${explanation(error)}`)
}

function explanation(error: unknown): string {
  if (isBusy(error)) return environmentalCause(error)?.remedy ?? error.errstr
  if (isSqliteError(error)) return [error.errstr, environmentalCause(error)?.remedy ?? []].flat().join('; ')
  if (error instanceof NoWriteAheadLog) return error.message
  if (isSystemError(error)) return error.message
  throw error
}

/** Made by the operating system: `code` is an errno name such as EACCES. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error && 'syscall' in error
}
