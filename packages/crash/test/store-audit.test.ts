import { expect, test } from 'vitest'
import { auditClient, auditTotals } from '../src/audit/store-audit.ts'
import { Findings } from '../src/findings.ts'
import type { AccountEntry, ActivationEntry, ClientEntry, LicenseEntry, RevocationEntry } from '../src/ledger/ledger.ts'
import { aWrite, type Fate } from '../src/ledger/write.ts'
import { digestOf } from '../src/load/operations.ts'
import type { StoredClient, StoredLicense, StoredProject, StoreView } from '../src/stores/stored.ts'

const AT = '2026-01-01T00:00:00.000Z'
const END = '2027-01-01T00:00:00.000Z'
const terms = { duration: 12, services: ['Hosting'] }

function write(fate: Fate) {
  return { ...aWrite('key'), fate }
}

const activation = (machine: string, fate: Fate): ActivationEntry => ({ write: write(fate), machine })
const revocation = (revoked: boolean, fate: Fate): RevocationEntry => ({ write: write(fate), revoked })

interface Told {
  readonly fate?: Fate
  readonly activations?: ActivationEntry[]
  readonly revocations?: RevocationEntry[]
  readonly revision?: number
}

/** A client with one project and its licence, the project as `told` says, the client acknowledged. */
function aClient({ fate = 'acknowledged', activations = [], revocations = [], revision = 0 }: Told): ClientEntry {
  const account: AccountEntry = { write: write('acknowledged'), name: 'A', email: 'a@b.c', id: 'account', clients: [] }
  const client: ClientEntry = {
    write: write('acknowledged'),
    account,
    name: 'client',
    email: 'c@b.c',
    id: 'client',
    createdAt: AT,
    projects: [],
  }
  const known = fate === 'acknowledged'
  const project = { write: write(fate), client, name: 'project', licenses: [] as LicenseEntry[] }
  const license = { write: project.write, project, terms, activations, revocations, revision }
  project.licenses.push(known ? { ...license, id: 'license', key: 'KB', issuedAt: AT, expiresAt: END } : license)
  client.projects.push(known ? { ...project, id: 'project', createdAt: AT } : project)
  account.clients.push(client)
  return client
}

const storedClient: StoredClient = { id: 'client', owner: 'account', name: 'client', email: 'c@b.c', createdAt: AT }
const storedProject: StoredProject = {
  id: 'project',
  owner: 'account',
  client: 'client',
  name: 'project',
  createdAt: AT,
}
const storedLicense: StoredLicense = {
  id: 'license',
  owner: 'account',
  client: 'client',
  project: 'project',
  ...terms,
  issuedAt: AT,
  expiresAt: END,
  machine: undefined,
  revoked: false,
  revision: 1,
}

interface Stored {
  readonly clients?: readonly StoredClient[]
  readonly projects?: readonly StoredProject[]
  readonly licenses?: readonly StoredLicense[]
}

function viewOf({
  clients = [storedClient],
  projects = [storedProject],
  licenses = [storedLicense],
}: Stored): StoreView {
  const count = { clients: clients.length, projects: projects.length, licenses: licenses.length }
  return {
    accounts: () => Promise.resolve(['account']),
    clients: () => Promise.resolve(clients),
    projects: () => Promise.resolve(projects),
    licenses: () => Promise.resolve(licenses),
    totals: () => Promise.resolve({ accounts: 1, ...count }),
    orphans: () => Promise.resolve([]),
  }
}

async function kindsOf(told: Told, stored: Stored): Promise<readonly string[]> {
  const findings = new Findings()
  await auditClient(viewOf(stored), aClient(told), findings)
  return findings.problems.map(({ kind }) => kind)
}

const license = (changes: Partial<StoredLicense>): Stored => ({ licenses: [{ ...storedLicense, ...changes }] })
const bound = { machine: digestOf('m'), revision: 2 }

test.each<readonly [string, Told, Stored]>([
  ['all that was acknowledged', {}, {}],
  ['nothing of what has no answer', { fate: 'unknown' }, { projects: [], licenses: [] }],
  ['all of what has no answer', { fate: 'unknown' }, {}],
  ['nothing of what was refused', { fate: 'refused' }, { projects: [], licenses: [] }],
  [
    'the machine that was told so',
    { activations: [activation('m', 'acknowledged'), activation('n', 'declined')] },
    license(bound),
  ],
  ['a machine that waits for its answer', { activations: [activation('m', 'unknown')] }, license(bound)],
  ['a revocation', { revocations: [revocation(true, 'acknowledged')] }, license({ revoked: true, revision: 2 })],
  [
    'a revocation without an answer',
    { revocations: [revocation(true, 'unknown')] },
    license({ revoked: true, revision: 2 }),
  ],
  ['one that has not happened', { revocations: [revocation(true, 'unknown')] }, {}],
])('nothing is wrong with %s', async (_what, told, stored) => {
  expect(await kindsOf(told, stored)).toEqual([])
})

test.each<readonly [string, string, Told, Stored]>([
  ['a client that is gone', 'lost', {}, { clients: [] }],
  ['a project that is gone', 'lost', {}, { projects: [], licenses: [] }],
  ['a licence that is gone', 'lost', {}, license({ id: 'another' })],
  ['an activation that is gone', 'lost', { activations: [activation('m', 'acknowledged')] }, {}],
  ['two clients', 'doubled', {}, { clients: [storedClient, { ...storedClient, id: 'other' }] }],
  ['two projects', 'doubled', {}, { projects: [storedProject, { ...storedProject, id: 'other' }] }],
  ['a second licence', 'doubled', {}, { licenses: [storedLicense, { ...storedLicense, id: 'other' }] }],
  ['a project without its licence', 'half-written', {}, { licenses: [] }],
  ['the same of one without an answer', 'half-written', { fate: 'unknown' }, { licenses: [] }],
  ['a licence of another client', 'half-written', {}, license({ client: 'other' })],
  ['what was refused', 'written though refused', { fate: 'refused' }, {}],
  ['other terms', 'altered', {}, license({ duration: 1 })],
  [
    'a project that nobody asked for',
    'altered',
    {},
    { projects: [storedProject, { ...storedProject, name: 'other' }] },
  ],
  [
    'another machine',
    'two machines',
    { activations: [activation('m', 'acknowledged')] },
    license({ ...bound, machine: digestOf('n') }),
  ],
  [
    'a machine that was declined',
    'written though refused',
    { activations: [activation('m', 'declined')] },
    license(bound),
  ],
  [
    'two winners',
    'two machines',
    { activations: [activation('m', 'acknowledged'), activation('n', 'acknowledged')] },
    license(bound),
  ],
  ['a revocation that is gone', 'revocation', { revocations: [revocation(true, 'acknowledged')] }, {}],
  ['a revocation that nobody asked for', 'revocation', {}, license({ revoked: true, revision: 2 })],
  ['one write too many', 'revision', {}, license({ revision: 2 })],
  ['an earlier revision than before', 'revision', { revision: 2 }, {}],
])('%s: %s', async (_what, kind, told, stored) => {
  expect(await kindsOf(told, stored)).toContain(kind)
})

test.each([
  ['doubled', { licenses: [storedLicense, storedLicense] }],
  ['lost', { projects: [] }],
])('totals that are off are %s', async (kind, stored) => {
  const findings = new Findings()
  await auditTotals(viewOf(stored), { accounts: [aClient({}).account] }, findings)
  expect(findings.problems).toMatchObject([{ kind }])
})
