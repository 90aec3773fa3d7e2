import type { Examined } from '../doctor/examine.ts'
import type { ExitCode } from './run-command.ts'

/** `3 accounts, 5 clients, 8 projects and 13 licences looked at: 0 faults, 1 warning` */
export function examinedLine({ counts, found }: Examined): string {
  const { accounts, clients, projects, licenses } = counts
  const what = `${many(accounts, 'account')}, ${many(clients, 'client')}, ${many(projects, 'project')}`
  return `${what} and ${many(licenses, 'licence')} looked at: ${many(found.fault, 'fault')}, ${many(found.warning, 'warning')}`
}

export function exitCodeOf({ found }: Examined): ExitCode {
  return found.fault === 0 ? 0 : 1
}

function many(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
