import { aLicenseFor, aProject, storeAccount, storeClient } from '@keybox/contracts'
import { StoreFailure, ok, type AccountId, type Client, type Store } from '@keybox/domain'

/** Who writes the pairs of a test: an owner of their own, so that what is there can be counted. */
export async function storeOwner(store: Store): Promise<Client> {
  return storeClient(store, await storeAccount(store))
}

export interface PairOutcome {
  /** How often the unit's callback ran. */
  readonly runs: number
  readonly failure: StoreFailure | undefined
}

/** A unit that only creates is committed with others; one that reads what may change has a transaction of its own. */
export type PairUnit = 'that only creates' | 'that reads first'

/** A project and its licence in one unit. */
export async function writePair(
  store: Store,
  { owner, id: client }: Client,
  unit: PairUnit = 'that only creates',
): Promise<PairOutcome> {
  const project = aProject({ owner, client })
  const license = aLicenseFor(project)
  let runs = 0
  try {
    await store.unitOfWork.run(async ({ projects, licenses }) => {
      runs += 1
      if (unit === 'that reads first') await licenses.findByKey(license.key)
      await projects.insert(project)
      await licenses.insert(license)
      return ok()
    })
    return { runs, failure: undefined }
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    return { runs, failure: error }
  }
}

/** How many pairs are there. @throws Error when there is half of one */
export async function countPairs(store: Store, owner: AccountId): Promise<number> {
  let [projects, licenses] = [0, 0]
  for await (const part of store.dashboards.read(owner, undefined)) {
    if (part.type === 'project') projects += 1
    if (part.type === 'license') licenses += 1
  }
  if (projects !== licenses) throw new Error(`${projects} projects and ${licenses} licences`)
  return projects
}

/** `STORE_UNAVAILABLE` or `OUTCOME_UNKNOWN`; undefined where it is no failure of the store with a cause. */
export function failureCode(failure: unknown): string | undefined {
  return failure instanceof StoreFailure && failure.cause instanceof Error ? failure.code : undefined
}
