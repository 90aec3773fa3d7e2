import type {
  AccountId,
  Client,
  ClientId,
  ClientPlace,
  DashboardPage,
  DashboardPart,
  License,
  Project,
  Store,
} from '@keybox/domain'

/** A dashboard as the tree that its parts spell. */
export interface Dashboard {
  readonly clients: number
  readonly projects: number
  readonly tree: readonly ClientBranch[]
  /** Where the next page begins; not there on the last one, and where everything was asked for. */
  readonly after?: ClientPlace
}

export interface ClientBranch {
  readonly client: Client
  readonly projects: ProjectBranch[]
}

export interface ProjectBranch {
  readonly project: Project
  readonly licenses: License[]
}

/** Reads a dashboard to its end. @throws Error when the parts come in an order that spells no tree */
export async function readTree(store: Store, owner: AccountId, client?: ClientId): Promise<Dashboard> {
  return toTree(await startReading(store, owner, client).rest())
}

/** A dashboard that is read in two goes, so that things can happen in between. */
export interface Reading {
  /** The first `count` parts. */
  take(count: number): Promise<readonly DashboardPart[]>
  /** The parts that follow, to the end. */
  rest(): Promise<readonly DashboardPart[]>
}

/** Reads one page to its end. @throws Error as `readTree` does */
export async function readPage(store: Store, owner: AccountId, page: DashboardPage): Promise<Dashboard> {
  const parts: DashboardPart[] = []
  for await (const part of store.dashboards.read(owner, undefined, page)) parts.push(part)
  return toTree(parts)
}

export function startReading(store: Store, owner: AccountId, client?: ClientId): Reading {
  const parts = store.dashboards.read(owner, client)[Symbol.asyncIterator]()
  const next = async (limit: number): Promise<readonly DashboardPart[]> => {
    const taken: DashboardPart[] = []
    while (taken.length < limit) {
      const part = await parts.next()
      if (part.done === true) break
      taken.push(part.value)
    }
    return taken
  }
  return { take: next, rest: () => next(Infinity) }
}

/** @throws Error when the parts come in an order that spells no tree */
export function toTree([counts, ...parts]: readonly DashboardPart[]): Dashboard {
  if (counts?.type !== 'counts') throw new Error('A dashboard starts with its counts')
  const tree: ClientBranch[] = []
  const last = parts.at(-1)
  const more = last?.type === 'more' ? last : undefined
  for (const part of more === undefined ? parts : parts.slice(0, -1)) {
    if (!isTreePart(part)) throw new Error('A dashboard has its counts once, and the next page at its end')
    graft(tree, part)
  }
  return { clients: counts.clients, projects: counts.projects, tree, ...(more && { after: more.after }) }
}

type TreePart = Exclude<DashboardPart, { readonly type: 'counts' | 'more' }>

function isTreePart(part: DashboardPart): part is TreePart {
  return part.type !== 'counts' && part.type !== 'more'
}

function graft(tree: ClientBranch[], part: TreePart): void {
  const client = tree.at(-1)
  const project = client?.projects.at(-1)
  switch (part.type) {
    case 'client':
      tree.push({ client: part.client, projects: [] })
      return
    case 'project':
      if (client?.client.id !== part.project.client) throw new Error('A project follows its client')
      client.projects.push({ project: part.project, licenses: [] })
      return
    case 'license':
      if (project?.project.id !== part.license.project) throw new Error('A licence follows its project')
      project.licenses.push(part.license)
  }
}

/** The ids alone, nested as the dashboard is: what tests of order and of belonging compare. */
export function outline({ tree }: Dashboard): readonly unknown[] {
  return tree.map(({ client, projects }) => [
    client.id,
    projects.map(({ project, licenses }) => [project.id, licenses.map(({ id }) => id)]),
  ])
}
