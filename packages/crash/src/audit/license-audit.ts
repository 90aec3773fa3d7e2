import type { Findings } from '../findings.ts'
import { acknowledgedMachines, changesOf, type LicenseEntry, type ProjectEntry } from '../ledger/ledger.ts'
import { digestOf } from '../load/operations.ts'
import type { StoredLicense, StoredProject } from '../stores/stored.ts'

/** Compares the licences of a project, of which there is one, with what is stored. */
export function auditLicenses(
  project: ProjectEntry,
  parent: StoredProject,
  stored: readonly StoredLicense[],
  findings: Findings,
): void {
  for (const license of stored) {
    if (license.owner === parent.owner && license.client === parent.client) continue
    findings.problem('half-written', `licence ${license.id} belongs to another client than its project`)
  }
  const pairs = project.licenses.filter(({ id }) => id !== undefined)
  for (const entry of pairs) {
    const found = stored.find(({ id }) => id === entry.id)
    if (found !== undefined) auditLicense(entry, found, findings)
    else findings.problem('lost', `licence ${entry.id} of ${project.name} was acknowledged`)
  }
  const strangers = stored.filter(({ id }) => pairs.every((entry) => entry.id !== id))
  auditStrangers(project, strangers, findings)
}

/** Licences that nobody was told of: each must be what somebody asked for who got no answer. */
function auditStrangers(project: ProjectEntry, strangers: readonly StoredLicense[], findings: Findings): void {
  const candidates = project.licenses.filter(({ write }) => write.fate === 'unknown')
  for (const stranger of strangers) {
    const index = candidates.findIndex(({ terms }) => hasTerms(stranger, terms))
    if (index !== -1) candidates.splice(index, 1)
    else findings.problem('doubled', `licence ${stranger.id} of ${project.name}: nobody waits for it`)
  }
}

function hasTerms(stored: StoredLicense, { duration, services }: LicenseEntry['terms']): boolean {
  return stored.duration === duration && stored.services.join() === services.join()
}

function auditLicense(entry: LicenseEntry, stored: StoredLicense, findings: Findings): void {
  findings.count('licences audited')
  const isAsTold = stored.issuedAt === entry.issuedAt && stored.expiresAt === entry.expiresAt
  if (!isAsTold || !hasTerms(stored, entry.terms)) findings.problem('altered', `licence: ${JSON.stringify(stored)}`)
  auditMachine(entry, stored, findings)
  auditRevocation(entry, stored, findings)
}

/** The machine that was told so has it; while nobody was, one that waits for its answer may. */
function auditMachine(entry: LicenseEntry, stored: StoredLicense, findings: Findings): void {
  const told = acknowledgedMachines(entry)
  const waiting = entry.activations.filter(({ write }) => write.fate === 'unknown').map(({ machine }) => machine)
  if (told.length > 1) findings.problem('two machines', `licence ${entry.id} was acknowledged to ${told.join(', ')}`)
  const [winner] = told
  if (winner !== undefined) {
    if (stored.machine === undefined) findings.problem('lost', `the activation of ${entry.id} was acknowledged`)
    else if (stored.machine !== digestOf(winner)) findings.problem('two machines', `${entry.id} is bound to another`)
  } else if (stored.machine !== undefined && !waiting.map(digestOf).includes(stored.machine)) {
    findings.problem('written though refused', `${entry.id} is bound to a machine that was told otherwise`)
  }
}

/**
 * The state that was acknowledged last, or the one that was asked for since without an answer. Each change of state and
 * the activation raise the revision by one: more of them, or fewer, were written than the clients know of otherwise.
 */
function auditRevocation(entry: LicenseEntry, stored: StoredLicense, findings: Findings): void {
  const states = entry.revocations.filter(({ write }) => write.fate === 'acknowledged').map(({ revoked }) => revoked)
  const acknowledged = states.at(-1) ?? false
  const waiting = entry.revocations.filter(({ write }) => write.fate === 'unknown').map(({ revoked }) => revoked)
  if (stored.revoked !== acknowledged && !waiting.includes(stored.revoked)) {
    findings.problem('revocation', `${entry.id}: revoked is ${stored.revoked}, ${acknowledged} was acknowledged`)
  }
  const changes = changesOf([...states, stored.revoked]) + (stored.machine === undefined ? 0 : 1)
  if (stored.revision !== 1 + changes) {
    findings.problem('revision', `${entry.id} is at revision ${stored.revision} after ${changes} changes`)
  }
  if (stored.revision < entry.revision) {
    findings.problem('revision', `${entry.id} went from revision ${entry.revision} back to ${stored.revision}`)
  }
  entry.revision = stored.revision
}
