import { anActiveLicense } from '../support/test-cache.ts'
import { Clients } from './clients.ts'
import { Disturbances } from './disturbances.ts'
import type { Rules } from './faults.ts'
import { History } from './history.ts'
import { PromiseWatch, type Outcome } from './promise-watch.ts'
import { seededRandom } from '@keybox/contracts'
import { CALM_FROM_MS } from './simulated-link.ts'
import { SimulatedNode } from './simulated-node.ts'
import { Timeline } from './timeline.ts'
import type { World } from './world.ts'

const NODES = 3
/** Longer than any pause, then a new start and a heartbeat. */
const CALM_MS = 7000
/** Clocks may differ by less than the margin, a tenth of L: these do by 8 % at most. */
const RATES = [0.96, 1.04]

/**
 * One run of a cluster of three, decided by the seed down to every delay and fault: validations, revocations and
 * reinstatements of two licences at any node, while streams stall and break, nodes pause, sleep, crash and start,
 * writes get lost and reads come from the past.
 *
 * The promise: a validation that begins after a revocation was answered gives no unmarked positive verdict. And when
 * nothing has been wrong for a while, every node answers from memory again.
 */
export async function runSchedule(seed: number, rules: Rules): Promise<Outcome> {
  const random = seededRandom(seed)
  const history = new History()
  const timeline = new Timeline()
  let ids = 0
  const newId = (): string => `node ${(ids += 1)}`
  const world: World = { timeline, random, history, rules, newId }
  const licenses = [LICENSES[0], LICENSES[1]]
  for (const license of licenses) history.append({ type: 'license', license })
  const nodes = Array.from({ length: NODES }, () => startNode(world, false))
  const watch = new PromiseWatch(world)
  const clients = new Clients({ world, nodes, licenses, watch })
  clients.plan()
  new Disturbances({ world, nodes, clients, start: ({ opensSlowly }) => startNode(world, opensSlowly) }).plan()
  await timeline.run(CALM_FROM_MS + CALM_MS)
  for (const node of nodes) if (!node.isServing) watch.notServing()
  return watch.outcome()
}

const LICENSES = [anActiveLicense(), anActiveLicense()] as const

function startNode(world: World, opensSlowly: boolean): SimulatedNode {
  const clock = { rate: world.random.pick(RATES), offset: world.random.below(5000) }
  return new SimulatedNode(world, { clock, opensSlowly })
}
