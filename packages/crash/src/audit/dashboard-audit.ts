import type { Findings } from '../findings.ts'
import type { AccountEntry, ClientEntry, LicenseEntry } from '../ledger/ledger.ts'
import { acknowledgedMachines, isRevoked } from '../ledger/ledger.ts'
import type { Api, JsonObject } from '../load/api.ts'
import { digestOf } from '../load/operations.ts'

type Tree = readonly JsonObject[]

const PAGE = 200

/** Whether an account's totals are what was acknowledged, when nothing is in doubt. */
export async function auditDashboardTotals(
  api: Api,
  account: AccountEntry,
  token: string | undefined,
  findings: Findings,
): Promise<void> {
  const body = await dashboard(api, '?limit=1', token, findings)
  const clients = account.clients.length
  const projects = account.clients.flatMap((client) => client.projects).length
  if (body === undefined || (body['clientsCount'] === clients && body['projectsCount'] === projects)) return
  const told = `${String(body['clientsCount'])} clients and ${String(body['projectsCount'])} projects`
  findings.problem('dashboard', `${account.email} has ${clients} and ${projects}, the dashboard says ${told}`)
}

/** Whether the dashboard shows a client as it was acknowledged. */
export async function auditDashboardOf(
  api: Api,
  client: ClientEntry,
  token: string | undefined,
  findings: Findings,
): Promise<void> {
  const body = await dashboard(api, `?clientId=${client.id}`, token, findings)
  if (body !== undefined) compare([client], body['data'] as Tree, findings)
}

/** All pages of the dashboard of an account. */
export async function auditWholeDashboard(
  api: Api,
  account: AccountEntry,
  token: string | undefined,
  findings: Findings,
): Promise<void> {
  const all: JsonObject[] = []
  let cursor = ''
  do {
    const body = await dashboard(api, `?limit=${PAGE}${cursor}`, token, findings)
    if (body === undefined) return
    all.push(...(body['data'] as Tree))
    cursor = typeof body['nextCursor'] === 'string' ? `&cursor=${encodeURIComponent(body['nextCursor'])}` : ''
  } while (cursor !== '')
  compare(account.clients, all, findings)
}

async function dashboard(
  api: Api,
  query: string,
  token: string | undefined,
  findings: Findings,
): Promise<JsonObject | undefined> {
  const reply = await api.send({ method: 'GET', path: `/dashboard${query}`, token })
  findings.count('dashboards')
  if (reply?.status === 200) return reply.body
  findings.problem('dashboard', `${query}: ${JSON.stringify(reply)}`)
  return undefined
}

function compare(clients: readonly ClientEntry[], shown: Tree, findings: Findings): void {
  const expected = clients.map(linesOfEntry).toSorted()
  const found = shown.map(linesOfShown).toSorted()
  const missing = expected.filter((text) => !found.includes(text))
  const strange = found.filter((text) => !expected.includes(text))
  for (const text of missing) findings.problem('dashboard', `it should show ${text}`)
  for (const text of strange) findings.problem('dashboard', `it should not show ${text}`)
}

/** One text for a client with all that is below it, whatever the order. */
function linesOfEntry({ id, name, email, projects }: ClientEntry): string {
  const below = projects.map(
    (project) => `${project.id} ${project.name}: ${project.licenses.map(textOfEntry).toSorted().join(', ')}`,
  )
  return [`${id} ${name} ${email}`, ...below.toSorted()].join('; ')
}

function linesOfShown({ _id: id, name, email, projects }: JsonObject): string {
  const below = (projects as Tree).map(
    ({ _id: project, name: called, licenses }) =>
      `${String(project)} ${String(called)}: ${(licenses as Tree).map(textOfShown).toSorted().join(', ')}`,
  )
  return [`${String(id)} ${String(name)} ${String(email)}`, ...below.toSorted()].join('; ')
}

function textOfEntry(license: LicenseEntry): string {
  const [machine] = acknowledgedMachines(license)
  const unrevoked = machine === undefined ? 'PENDING' : 'ACTIVE'
  const status = isRevoked(license) ? 'REVOKED' : unrevoked
  const { duration, services } = license.terms
  return textOf(license.id, license.key, duration, services.join('+'), status, machine && digestOf(machine))
}

function textOfShown(shown: JsonObject): string {
  const { _id: id, key, duration, services, status, machineId } = shown
  return textOf(id, key, duration, (services as readonly string[]).join('+'), status, machineId)
}

function textOf(...parts: readonly unknown[]): string {
  return parts.map(String).join(' ')
}
