import { expect, test } from 'vitest'
import type { ClientEntry, LicenseEntry, ProjectEntry } from '../src/ledger/ledger.ts'
import { aWrite } from '../src/ledger/write.ts'
import { isUnkeyed, sellLicenseUnkeyed, startProjectUnkeyed } from '../src/load/unkeyed-sales.ts'
import { sellLicense } from '../src/load/operations.ts'

const TERMS = { duration: 12, services: ['Hosting'] }
const AT = '2026-01-01T00:00:00.000Z'

function aProject(): ProjectEntry {
  const account = { write: aWrite('account'), name: 'A', email: 'a@b.c', clients: [] }
  const client: ClientEntry = {
    write: aWrite('client'),
    account,
    name: 'C',
    email: 'c@b.c',
    id: 'client',
    projects: [],
  }
  const project: ProjectEntry = { write: aWrite('project'), client, name: 'wanted', id: 'project', licenses: [] }
  client.projects.push(project)
  return project
}

function aLicense(project: ProjectEntry): LicenseEntry {
  const license = { write: aWrite('license'), project, terms: TERMS, activations: [], revocations: [], revision: 0 }
  project.licenses.push(license)
  return license
}

const shownLicense = (id: string, duration = 12) => ({
  _id: id,
  key: `KB-${id}`,
  duration,
  services: ['Hosting'],
  issuedAt: AT,
  expiresAt: AT,
})

test('a project is found by its name, and entered with its licence as if it had been acknowledged', () => {
  const project = aProject()
  const first = aLicense(project)
  const sale = startProjectUnkeyed(project, first)
  const shown = { _id: 'p1', name: 'wanted', client: 'client', createdAt: AT, licenses: [shownLicense('l1')] }
  const found = sale.find([{ ...shown, name: 'another' }, shown])
  expect(found && sale.acknowledge(found)).toBeUndefined()
  expect([project.id, first.id, first.key]).toEqual(['p1', 'l1', 'KB-l1'])
})

test('a project that is not there, or has no licence, is not found; given up, it is nobody’s', () => {
  const project = aProject()
  const sale = startProjectUnkeyed(project, aLicense(project))
  expect(sale.find([])).toBeUndefined()
  expect(sale.find([{ _id: 'p1', name: 'wanted', licenses: [] }])).toBeUndefined()
  sale.giveUp()
  expect(project.client.projects).toEqual([])
})

test('of licences with the same terms each is found for one sale only', () => {
  const project = aProject()
  const sales = [aLicense(project), aLicense(project), aLicense(project)].map(sellLicenseUnkeyed)
  const shown = [{ _id: 'project', licenses: [shownLicense('l0', 3), shownLicense('l1'), shownLicense('l2')] }]
  const wrong = sales.map((sale) => {
    const found = sale.find(shown)
    return found === undefined ? sale.giveUp() : sale.acknowledge(found)
  })
  expect(wrong).toEqual([undefined, undefined, undefined])
  expect(project.licenses.map(({ id }) => id)).toEqual(['l1', 'l2'])
})

test('an unkeyed sale is told from one with a key', () => {
  const license = aLicense(aProject())
  expect([sellLicenseUnkeyed(license), sellLicense(license)].map(isUnkeyed)).toEqual([true, false])
})
