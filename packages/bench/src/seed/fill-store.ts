import type { License, Project, Store } from '@keybox/domain'
import { newAccount, newActiveLicense, newClient, newLicense, newProject, SELLER, succeed, write } from './records.ts'

export interface Filling {
  readonly active: number
  readonly pending: number
  /** Licences a unit of work. */
  readonly unit: number
}

export interface Filled {
  readonly clientId: string
  readonly activeKeys: readonly string[]
  readonly pendingKeys: readonly string[]
}

/** The seller with one client, project and that many licences, through the ports that the server writes by. */
export async function fillStore(store: Store, { active, pending, unit }: Filling): Promise<Filled> {
  const project = await writeSeller(store)
  const activeKeys = await writeLicenses(store, active, unit, () => newActiveLicense(project))
  const pendingKeys = await writeLicenses(store, pending, unit, () => newLicense(project))
  return { clientId: project.client, activeKeys, pendingKeys }
}

async function writeSeller(store: Store): Promise<Project> {
  const account = await newAccount(SELLER.email)
  const client = newClient(account)
  const project = newProject(client)
  await write(store, async ({ accounts, clients, projects }) => {
    succeed(await accounts.insert(account))
    succeed(await clients.insert(client))
    await projects.insert(project)
  })
  return project
}

async function writeLicenses(store: Store, count: number, unit: number, draw: () => License): Promise<string[]> {
  const keys: string[] = []
  while (keys.length < count) {
    const drawn = Array.from({ length: Math.min(unit, count - keys.length) }, draw)
    await write(store, async ({ licenses }) => {
      for (const license of drawn) succeed(await licenses.insert(license))
    })
    for (const { key } of drawn) keys.push(key.reveal())
  }
  return keys
}
