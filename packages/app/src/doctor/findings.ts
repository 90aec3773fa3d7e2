import type { Finding } from '@keybox/domain'

const MEND_RECORD = 'Correct the record in the database, or restore the last good backup.'

export function fault(subject: string, message: string, remedy: string = MEND_RECORD): Finding {
  return { severity: 'fault', subject, message, remedy }
}

export function warning(subject: string, message: string, remedy: string): Finding {
  return { severity: 'warning', subject, message, remedy }
}

export function note(subject: string, message: string, remedy?: string): Finding {
  return { severity: 'note', subject, message, remedy }
}

/** One line for people. */
export function findingLine({ severity, subject, message, remedy }: Finding): string {
  return `${severity.toUpperCase().padEnd(7)} ${subject}: ${message}.${remedy === undefined ? '' : ` ${remedy}`}`
}
