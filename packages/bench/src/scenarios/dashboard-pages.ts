import { join } from 'node:path'
import { addFiller } from '../seed/filler-rows.ts'
import { seedDatabase, type Owner, type Shape } from '../seed/scale-database.ts'
import { BENCH_SECRET } from '../servers/keybox-server.ts'
import type { MeasuredServer, Stage } from '../stage.ts'
import { compared } from './compared.ts'
import { bareLike } from './fixtures.ts'
import { few } from './rhythms.ts'
import type { Scenario } from './scenario.ts'

const PROJECTS_PER_CLIENT = 10
const SMALL = 1000

/** One licence a project, as `createProject` makes them: the most rows to count for a number of licences. */
const shapeOf = (licenses: number): Shape => ({
  licenses,
  licensesPerProject: 1,
  projectsPerClient: PROJECTS_PER_CLIENT,
})

export const dashboardPages: Scenario = {
  name: 'dashboard-pages',
  title:
    'GET /dashboard?limit=20, first page (200 licences): stores of 10³ and of 10⁶ licences (10⁵ with --quick), SQLite',
  run: async (stage) => {
    const total = stage.quick ? 100_000 : 1_000_000
    const [small] = await seedDatabase(fileOf(stage, 'small'), BENCH_SECRET, [shapeOf(SMALL)])
    // The page is of rows that the store made; those beyond, made by SQL, are counted and indexed like any.
    const shapes = [shapeOf(2 * SMALL), shapeOf(SMALL)]
    const [large, among] = await seedDatabase(fileOf(stage, 'large'), BENCH_SECRET, shapes)
    addFiller(fileOf(stage, 'large'), total - 3 * SMALL, PROJECTS_PER_CLIENT)
    const smallServer = await stage.keyBox(`sqlite:${fileOf(stage, 'small')}`)
    const largeServer = await stage.keyBox(`sqlite:${fileOf(stage, 'large')}`)
    const reference = pageOf('owner of 10³', smallServer, small)
    const contenders = [
      reference,
      pageOf(`owner of ${total}`, largeServer, large),
      pageOf(`owner of 10³ in a store of ${total}`, largeServer, among),
      await bareLike(stage, reference),
    ]
    // Four contenders: rounds take longer than elsewhere.
    const limitMs = stage.quick ? 2000 : 25_000
    const rhythm = { ...few(stage), connections: 1, warmUpRequests: 200, limitMs }
    const finding = await compared(stage, contenders, rhythm)
    return { ...finding, remark: 'One connection, so `p50` is how long a page takes.' }
  },
}

function fileOf(stage: Stage, name: string): string {
  return join(stage.folder, `dashboard-pages-${name}.db`)
}

function pageOf(name: string, server: MeasuredServer['server'], owner: Owner | undefined): MeasuredServer {
  const headers = { Authorization: `Bearer ${owner?.token}` }
  return { name, server, requests: { method: 'GET', path: '/dashboard?limit=20', headers, bodies: [''] } }
}
