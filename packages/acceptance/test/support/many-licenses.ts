import { aClient, aLicense, anAccount, aProject } from '@keybox/contracts'
import { ok, type AccountId, type Store } from '@keybox/domain'

/** One owner with one client, its projects, and so many licences in each of them. @returns the owner */
export async function fillWithLicenses(store: Store, projectCount: number, licensesEach: number): Promise<AccountId> {
  const account = anAccount()
  const client = aClient({ owner: account.id })
  await store.unitOfWork.run(async ({ accounts, clients }) => {
    const opened = await accounts.insert(account)
    return opened.ok ? clients.insert(client) : opened
  })
  for (let number = 0; number < projectCount; number += 1) {
    const project = aProject({ owner: account.id, client: client.id })
    await store.unitOfWork.run(async ({ projects, licenses }) => {
      await projects.insert(project)
      for (let count = 0; count < licensesEach; count += 1) {
        const license = aLicense({ owner: account.id, client: client.id, project: project.id })
        const inserted = await licenses.insert(license)
        if (!inserted.ok) return inserted
      }
      return ok()
    })
  }
  return account.id
}
