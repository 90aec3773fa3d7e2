import { instant, parsePageSize, trustedEntityId, type DashboardPage, type PageSize } from '@keybox/domain'
import { constant, constantFrom, oneof, option, record, type Arbitrary } from 'fast-check'
import { dashboard, type Place, type View } from '../model/dashboard.ts'
import { asking, pick, picked, type ModelCommand } from './command.ts'
import type { UseCases } from '../subjects/subject.ts'
import { accountOf, owners, some } from './parameters.ts'

const places = constantFrom('the start', 'the start', 'a client', 'a client', 'now')

export const dashboardReads: Arbitrary<ModelCommand> = record({
  owner: owners,
  /** A client's number, of whichever owner. */
  client: oneof({ weight: 3, arbitrary: constant(undefined) }, { weight: 1, arbitrary: some }),
  page: option(record({ size: constantFrom(1, 1, 2, 3), after: places, client: some }), {
    freq: 2,
    nil: undefined,
  }),
}).map((parameters) =>
  asking({
    name: parameters.page === undefined ? 'read dashboard' : 'read dashboard page',
    parameters,
    exchange: (model, world) => {
      const owner = picked(model.accounts, parameters.owner).id
      const id = world.draw().id('Client')
      const behind = (from: string, client: number): Place | undefined => {
        if (from === 'the start') return undefined
        return (from === 'a client' ? pick(model.clients, client) : undefined) ?? { createdAt: model.now, id }
      }
      const { page } = parameters
      const view: View = {
        owner,
        client: parameters.client === undefined ? undefined : (pick(model.clients, parameters.client)?.id ?? id),
        page: page && { size: page.size, after: behind(page.after, page.client) },
      }
      return { ask: (useCases) => read(useCases, view), answer: () => dashboard(model, view) }
    },
  }),
)

/** What every sequence ends with: all that everybody has. */
export const lastLook: ModelCommand = asking({
  name: 'read all dashboards at the end',
  parameters: {},
  exchange: (model) => {
    const views = model.accounts.map(({ id }) => ({ owner: id, client: undefined, page: undefined }))
    return {
      ask: (useCases) => Promise.all(views.map((view) => read(useCases, view))),
      answer: () => ({ outcome: 'ok', reply: views.map((view) => dashboard(model, view).reply) }),
    }
  },
})

async function read(useCases: UseCases, { owner, client, page }: View): Promise<unknown> {
  const query = {
    owner: accountOf(owner),
    client: client === undefined ? undefined : trustedEntityId('Client', client),
    page: page && pageOf(page),
  }
  const entries: unknown[] = []
  for await (const entry of useCases.readDashboard(query)) entries.push(entry)
  return entries
}

function pageOf({ size, after }: NonNullable<View['page']>): DashboardPage {
  return {
    size: sizeOf(size),
    after: after && { createdAt: instant(after.createdAt), id: trustedEntityId('Client', after.id) },
  }
}

function sizeOf(size: number): PageSize {
  const parsed = parsePageSize(size)
  if (!parsed.ok) throw new TypeError(`A page of the check ${parsed.error.reason}`)
  return parsed.value
}
