import './whole-milliseconds.ts'

import { createHashingProcess } from '@keybox/adapters-crypto'

import { buildKeyBox, type KeyBox } from './build-key-box.ts'
import { readConfiguration } from './configuration/configuration.ts'
import { readEnvironment } from './configuration/environment.ts'
import { listen } from './listen.ts'
import { shutDown } from './shutdown.ts'
import { standardOutput } from './standard-output.ts'
import { onTermination, type TerminationSignal } from './termination.ts'

const output = standardOutput()
let running: KeyBox | undefined
let drainMs = 0

onTermination((signal) => void stop(signal))
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
await start()

async function start(): Promise<void> {
  const environment = readEnvironment(process.env)
  if (!environment.ok) return refuse(environment.error)
  const configuration = readConfiguration(environment.value)
  if (!configuration.ok) return refuse(configuration.error)
  const built = await buildKeyBox(configuration.value, { logDestination: output, argon2: createHashingProcess() })
  if (!built.ok) return refuse([built.error.message])
  const listening = await listen(built.value, configuration.value)
  if (!listening.ok) {
    await built.value.close()
    return refuse([listening.error])
  }
  running = built.value
  drainMs = configuration.value.drainMs
  // Not a log record: whoever started it looks for this line, whatever the log level.
  output.write(`${running.startLine(listening.value)}\n`)
}

/** One readable line a problem, no stack trace: these are for the operator to mend. */
function refuse(problems: readonly string[]): void {
  process.stderr.write(problems.map((problem) => `KeyBox did not start: ${problem}\n`).join(''))
  process.exit(1)
}

async function stop(signal: TerminationSignal): Promise<void> {
  // Nothing was promised to anyone before it listens, and stores change their schema in transactions.
  if (running === undefined) process.exit(0)
  running.server.log.info({ signal, drainMs }, 'shutting down')
  await shutDown(running, { drainMs })
  running.server.log.info('stopped')
  process.exit(0)
}

/** A mistake of this program: its state can no longer be trusted. */
function fail(error: unknown): void {
  if (running === undefined) process.stderr.write(`KeyBox did not start: ${describe(error)}\n`)
  else running.server.log.fatal({ err: error }, 'unexpected failure, ending')
  process.exit(1)
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
