import type { Findings } from '../findings.ts'
import type { Write } from '../ledger/write.ts'

/** Whether what a write makes is there as often as its fate lets expect. */
export function auditPresence(findings: Findings, what: string, { fate }: Write, stored: number): void {
  if (stored > 1) findings.problem('doubled', `${what} is there ${stored} times`)
  if (fate === 'acknowledged' && stored === 0) findings.problem('lost', `${what} was acknowledged`)
  if (fate === 'refused' && stored > 0) findings.problem('written though refused', what)
}
