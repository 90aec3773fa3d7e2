import { setTimeout as pause } from 'node:timers/promises'
import type { Findings } from '../findings.ts'
import type { Lab } from '../lab.ts'
import type { SeededChoices } from '../seeded-choices.ts'

/** Where a store that nobody has used yet is found. */
export type FreshStore = () => string

/** How often each of these follows a kill under load. */
const WHILE_STARTING = 0.12
const FIRST_START = 0.03
/** How often the server has been asked to end before it is killed. */
const WHILE_STOPPING = 0.1

/** Milliseconds within which the moment lies. */
const START_MS = [30, 700] as const
const STOP_MS = [0, 50] as const

/** Kills the server under load, starts it and audits; now and then kills it while it starts, too. @returns how often */
export async function killServer(
  lab: Lab,
  choices: SeededChoices,
  findings: Findings,
  freshStore: FreshStore,
): Promise<number> {
  lab.beginLoad()
  await lab.someLoad(choices)
  const isStopping = choices.chance(WHILE_STOPPING)
  if (isStopping) {
    lab.server.terminate()
    await pause(choices.between(...STOP_MS))
  }
  await lab.server.kill()
  await lab.haltLoad()
  lab.journal.note('kill -9 of the server')
  findings.count(isStopping ? 'kills while stopping' : 'kills under load')
  let kills = 1
  for (; choices.chance(WHILE_STARTING); kills += 1) {
    await killStarting(lab, choices, undefined)
    findings.count('kills while starting')
  }
  if (choices.chance(FIRST_START)) {
    await killFirstStart(lab, choices, findings, freshStore())
    kills += 1
  }
  if (await lab.start()) await lab.auditAndSettle()
  return kills
}

async function killStarting(lab: Lab, choices: SeededChoices, url: string | undefined): Promise<void> {
  const starting = lab.launch(url)
  await pause(choices.between(...START_MS))
  await starting.kill()
}

/** While the store is made: another server must be able to go on with what it finds. */
async function killFirstStart(lab: Lab, choices: SeededChoices, findings: Findings, url: string): Promise<void> {
  await killStarting(lab, choices, url)
  findings.count('kills during the first start on a store')
  const second = lab.launch(url)
  if ((await second.listening()) === undefined) findings.problem('no start', second.said)
  await second.kill()
}
