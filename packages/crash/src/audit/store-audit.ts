import type { Findings } from '../findings.ts'
import type { AccountEntry, ClientEntry, Ledger, ProjectEntry } from '../ledger/ledger.ts'
import type { StoredClient, StoredProject, StoreView, Totals } from '../stores/stored.ts'
import { auditLicenses } from './license-audit.ts'
import { auditPresence } from './presence.ts'

/** Whether every sign-up is there as often as it should be. */
export async function auditAccount(view: StoreView, account: AccountEntry, findings: Findings): Promise<void> {
  const stored = await view.accounts(account.email)
  auditPresence(findings, `account ${account.email}`, account.write, stored.length)
  if (account.id !== undefined && stored[0] !== undefined && stored[0] !== account.id) {
    findings.problem('altered', `account ${account.email} was acknowledged as ${account.id}, and is ${stored[0]}`)
  }
}

/** Compares a client, and all that belongs to it, with what is stored. */
export async function auditClient(view: StoreView, client: ClientEntry, findings: Findings): Promise<void> {
  findings.count('clients audited')
  const owner = client.account.id ?? ''
  const stored = await view.clients(owner, client.email)
  auditPresence(findings, `client ${client.email}`, client.write, stored.length)
  const [only] = stored
  if (only === undefined) return
  if (!isAsTold(client, only)) findings.problem('altered', `client ${client.email}: ${JSON.stringify(only)}`)
  const projects = await view.projects(owner, only.id)
  for (const { id, name } of projects) {
    if (client.projects.some((project) => project.name === name)) continue
    findings.problem('altered', `project ${id}, ${name}: nobody asked for it`)
  }
  for (const project of client.projects) {
    await auditProject(
      view,
      project,
      projects.filter(({ name }) => name === project.name),
      findings,
    )
  }
}

async function auditProject(
  view: StoreView,
  project: ProjectEntry,
  stored: readonly StoredProject[],
  findings: Findings,
): Promise<void> {
  auditPresence(findings, `project ${project.name}`, project.write, stored.length)
  for (const found of stored) {
    if (!isAsTold(project, found)) findings.problem('altered', `project ${project.name}: ${JSON.stringify(found)}`)
    const licenses = await view.licenses(found.id)
    if (licenses.length === 0) findings.problem('half-written', `project ${project.name} has no licence`)
    else if (stored.length === 1) auditLicenses(project, found, licenses, findings)
  }
}

/** Whether what the server chose, and told, is what is stored; nothing can be said while it has told nothing. */
function isAsTold(told: ClientEntry | ProjectEntry, stored: StoredClient | StoredProject): boolean {
  const isNamed = told.name === stored.name
  return isNamed && (told.id === undefined || (told.id === stored.id && told.createdAt === stored.createdAt))
}

/** Whether nothing is there beside what was asked for: exact where nothing is in doubt. */
export async function auditTotals(view: StoreView, ledger: Ledger, findings: Findings): Promise<void> {
  const stored = await view.totals()
  const expected = expectedTotals(ledger)
  for (const name of ['accounts', 'clients', 'projects', 'licenses'] as const) {
    const surplus = stored[name] - expected[name]
    if (surplus === 0) continue
    findings.problem(
      surplus > 0 ? 'doubled' : 'lost',
      `${stored[name]} ${name} are stored, and should be ${expected[name]}`,
    )
  }
}

function expectedTotals({ accounts }: Ledger): Totals {
  const clients = accounts.flatMap((account) => account.clients)
  const projects = clients.flatMap((client) => client.projects)
  const licenses = projects.flatMap((project) => project.licenses)
  return {
    accounts: acknowledgedOf(accounts),
    clients: acknowledgedOf(clients),
    projects: acknowledgedOf(projects),
    licenses: acknowledgedOf(licenses),
  }
}

function acknowledgedOf(entries: readonly Pick<AccountEntry, 'write'>[]): number {
  return entries.filter(({ write }) => write.fate === 'acknowledged').length
}
