import type { Findings } from '../findings.ts'
import { acknowledgedMachines, isInDoubt, isRevoked, type LicenseEntry } from '../ledger/ledger.ts'
import type { Api } from '../load/api.ts'

/**
 * Asks for a verdict on a licence of which everything is known, and compares. A verdict that says itself that it is
 * stale promises nothing, and neither does a failure.
 */
export async function auditVerdict(api: Api, license: LicenseEntry, findings: Findings): Promise<void> {
  if (license.key === undefined || isInDoubt(license)) return
  const machine = acknowledgedMachines(license)[0]
  const expected = expectedVerdict(license, machine)
  const body = { key: license.key, ...(machine !== undefined && { machineId: machine }) }
  const reply = await api.send({ method: 'POST', path: '/validate', body })
  if (reply === undefined || reply.status >= 500 || reply.body['stale'] === true) {
    findings.count('verdicts that promise nothing')
    return
  }
  findings.count('verdicts')
  if (reply.body['status'] !== expected) {
    findings.problem('verdict', `${license.id} is ${expected}, not ${JSON.stringify(reply.body)}`)
  }
}

function expectedVerdict(license: LicenseEntry, machine: string | undefined): 'revoked' | 'pending' | 'active' {
  if (isRevoked(license)) return 'revoked'
  return machine === undefined ? 'pending' : 'active'
}
