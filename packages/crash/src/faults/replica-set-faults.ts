import { setTimeout as pause } from 'node:timers/promises'
import type { Cut, RestartableMembers, TcpProxy, Whose } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import type { Findings } from '../findings.ts'
import type { Lab } from '../lab.ts'
import type { SeededChoices } from '../seeded-choices.ts'

/** A replica set that a server works on, with a proxy of ours before each member. */
export interface TroubledSet {
  readonly members: RestartableMembers
  /** By the address of the member behind it. */
  readonly proxies: ReadonlyMap<string, TcpProxy>
}

/** Does something to the store, and makes up for it. */
type Fault = (set: TroubledSet, choices: SeededChoices, lab: Lab) => Promise<string>

const CUT_MS = [200, 7000] as const
const READY_WITHIN_MS = 60_000
const ASK_AGAIN_MS = 50

/** SIGKILL for the member that takes writes. It comes back when the others have gone on without it. */
export const killPrimary: Fault = async ({ members }, _choices, lab) => {
  const primary = await members.primary()
  await members.kill(primary)
  lab.journal.note(`kill -9 of the primary ${primary}`)
  await members.primary()
  await ready(lab)
  await members.restart(primary)
  return 'kills of a primary'
}

/** As an operator has it done: another member becomes the primary. */
export const stepDown: Fault = async ({ members }, _choices, lab) => {
  const client = new MongoClient(members.uri)
  try {
    await client.db('admin').command({ replSetStepDown: 5, force: true })
    lab.journal.note('step-down')
  } finally {
    await client.close()
  }
  return 'step-downs'
}

/** The network before the primary, or before all members, is cut for a while. */
export const cutNetwork: Fault = async ({ members, proxies }, choices, lab) => {
  const cut = choices.oneOf<Cut>(['reset', 'silent', 'mute', 'held'])
  const whose = choices.oneOf<Whose>(['drivers', 'all'])
  const primary = await members.primary()
  const everywhere = choices.chance(0.5)
  const concerned = [...proxies].filter(([address]) => everywhere || address === primary).map(([, proxy]) => proxy)
  lab.journal.note(`${cut}: ${whose} to ${everywhere ? 'every member' : 'the primary'}`)
  for (const proxy of concerned) proxy.cut(cut, whose)
  await pause(choices.between(...CUT_MS))
  for (const proxy of concerned) proxy.heal()
  return `cuts: ${cut}`
}

/** The fault in the midst of load, the load going on until the server is ready again; then the audit. */
export async function underLoad(
  fault: Fault,
  set: TroubledSet,
  lab: Lab,
  choices: SeededChoices,
  findings: Findings,
): Promise<number> {
  lab.beginLoad()
  await lab.someLoad(choices)
  findings.count(await fault(set, choices, lab))
  if (!(await ready(lab))) findings.problem('never settled', `The server is not ready: ${lab.server.said}`)
  await lab.someLoad(choices)
  await lab.haltLoad()
  await lab.auditAndSettle()
  return 1
}

/** @returns whether it is, within a minute */
async function ready(lab: Lab): Promise<boolean> {
  const end = performance.now() + READY_WITHIN_MS
  while (performance.now() < end) {
    const reply = await lab.api.send({ method: 'GET', path: '/health/ready' })
    if (reply?.status === 200) return true
    await pause(ASK_AGAIN_MS)
  }
  return false
}
