import { shown, statusOf } from './licenses.ts'
import type { Answer, ClientModel, Model } from './model.ts'

/** A place in the order of clients. */
export interface Place {
  readonly createdAt: number
  readonly id: string
}

export interface View {
  readonly owner: string
  /** Only this client. */
  readonly client: string | undefined
  /** Only so many clients, from behind a place; one client alone is a page of its own. */
  readonly page: { readonly size: number; readonly after: Place | undefined } | undefined
}

/** The dashboard piece by piece, as a store tells it. */
export function dashboard(model: Model, { owner, client, page }: View): Answer {
  const all = inOrder(model.clients.filter((one) => one.owner === owner && (client ?? one.id) === one.id))
  const paged = client === undefined ? page : undefined
  const behind = all.filter((one) => paged?.after === undefined || compare(paged.after, one) < 0)
  const onPage = behind.slice(0, paged?.size)
  const last = onPage.at(-1)
  const hasMore = onPage.length < behind.length && last !== undefined
  const projects = model.projects.filter((project) => all.some(({ id }) => id === project.client))
  const reply = [
    { type: 'counts', clients: all.length, projects: projects.length },
    ...onPage.flatMap((one) => branch(model, one)),
    ...(hasMore ? [{ type: 'more', after: { createdAt: last.createdAt, id: last.id } }] : []),
  ]
  return { outcome: hasMore ? 'more' : onPage.length > 0 ? 'all' : 'nothing', reply }
}

function branch(model: Model, client: ClientModel): readonly object[] {
  const { createdAt: updatedAt } = client
  const projects = inOrder(model.projects.filter((project) => project.client === client.id))
  return [
    { type: 'client', client: { ...client, updatedAt } },
    ...projects.flatMap((project) => [
      { type: 'project', project: { ...project, updatedAt: project.createdAt } },
      ...licensesOf(model, project.id),
    ]),
  ]
}

function licensesOf(model: Model, project: string): readonly object[] {
  return model.licenses
    .filter((license) => license.project === project)
    .toSorted((one, other) =>
      compare({ createdAt: one.issuedAt, id: one.id }, { createdAt: other.issuedAt, id: other.id }),
    )
    .map((license) => ({ type: 'license', license: shown(license), status: statusOf(license, model.now) }))
}

function inOrder<T extends Place>(things: readonly T[]): readonly T[] {
  return things.toSorted(compare)
}

/** By time of creation, then by id. */
function compare(one: Place, other: Place): number {
  if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0
}
