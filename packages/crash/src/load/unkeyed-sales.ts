import type { ClientEntry, LicenseEntry, ProjectEntry } from '../ledger/ledger.ts'
import type { Api, JsonObject } from './api.ts'
import type { Operation } from './operation.ts'
import { hasTerms, sellLicense, startProject } from './operations.ts'

type Tree = readonly JsonObject[]

/** A sale that is asked for once, without an idempotency key. Where no answer came its seller looks whether it is there. */
export interface UnkeyedSale extends Operation {
  readonly client: ClientEntry
  /** What the reply would have told, from what the dashboard shows of the client; undefined: it is not there. */
  find(shown: Tree): JsonObject | undefined
  /** Takes it out of the ledger, as though nobody had asked for it: it must not be there from now on. */
  giveUp(): void
}

export function startProjectUnkeyed(project: ProjectEntry, first: LicenseEntry): UnkeyedSale {
  return {
    ...startProject(project, first),
    client: project.client,
    find(shown) {
      const found = shown.find(({ name }) => name === project.name)
      const [license] = (found?.['licenses'] ?? []) as Tree
      return found && license && { project: found, license }
    },
    giveUp: () => remove(project.client.projects, project),
  }
}

export function sellLicenseUnkeyed(license: LicenseEntry): UnkeyedSale {
  const { project, terms } = license
  return {
    ...sellLicense(license),
    client: project.client,
    find(shown) {
      const all = (shown.find(({ _id: id }) => id === project.id)?.['licenses'] ?? []) as Tree
      // Of several with the same terms any is as good: nobody was told which is which.
      const found = all.find((told) => hasTerms(told, terms) && project.licenses.every(({ id }) => id !== told['_id']))
      return found && { license: found }
    },
    giveUp: () => remove(project.licenses, license),
  }
}

export function isUnkeyed(operation: Operation): operation is UnkeyedSale {
  return 'find' in operation
}

/** The projects of a client, with their licences; undefined: the dashboard cannot be had. */
export async function shownOf(api: Api, client: ClientEntry, token: string | undefined): Promise<Tree | undefined> {
  const reply = await api.send({ method: 'GET', path: `/dashboard?clientId=${client.id}`, token })
  if (reply?.status !== 200) return undefined
  return (reply.body['data'] as Tree).flatMap(({ projects }) => projects as Tree)
}

function remove<T>(all: T[], one: T): void {
  const index = all.indexOf(one)
  if (index !== -1) all.splice(index, 1)
}
