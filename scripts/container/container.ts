import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { BuiltStage } from './build-stages.ts'

/** A built stage as a process: its command, its environment, its user where this process may choose one. */
export interface Container {
  readonly address: string
  /** The exit code of the stage's own health check: 0 is healthy. */
  checkHealth(): number | null
  /** Sends the stage's stop signal and gives the exit code. */
  stop(): Promise<number | null>
}

/** Starts it and waits until it says where it listens. @throws Error with all it said when it ends before */
export async function startContainer(stage: BuiltStage, env: Readonly<Record<string, string>>): Promise<Container> {
  const { command, healthcheck, user, stopSignal } = stage
  if (command === undefined || healthcheck === undefined) throw new Error('The stage has no CMD or no HEALTHCHECK')
  const [program, ...args] = command
  const identity = process.getuid?.() === 0 ? (user ?? {}) : {}
  const options = { cwd: join(stage.root, stage.workdir), env: environmentIn(stage, env), ...identity }
  placeNode(stage)
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  const address = await listenAddress(child)
  return {
    address,
    checkHealth() {
      const [check, ...checkArgs] = healthcheck
      const port = new URL(address).port
      return spawnSync(check, checkArgs, { ...options, env: { ...options.env, PORT: port } }).status
    },
    async stop() {
      child.kill(stopSignal === 'SIGTERM' ? stopSignal : 'SIGKILL')
      await closed
      return child.exitCode
    },
  }
}

/** What the image sets, with the container's own paths as they are here, and nothing of this machine. */
function environmentIn(stage: BuiltStage, env: Readonly<Record<string, string>>): Record<string, string> {
  const located = Object.entries(stage.env).map(([name, value]) => {
    const volume = stage.volumes.find((path) => value.includes(path))
    return [name, volume === undefined ? value : value.replace(volume, join(stage.root, volume))]
  })
  return { PATH: join(stage.root, 'usr/local/bin'), ...Object.fromEntries(located), ...env }
}

/** This Node stands in for the image's, at the place where the image has it and everyone may run it. */
function placeNode({ root }: BuiltStage): void {
  const path = join(root, 'usr/local/bin/node')
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(process.execPath, path)
}

async function listenAddress(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  const said: string[] = []
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()))
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    const address = /KeyBox listens on (http:\S+)/.exec(line)?.[1]
    if (address !== undefined) {
      child.stdout.resume()
      return address.replace('0.0.0.0', '127.0.0.1')
    }
  }
  throw new Error(`The container ended before it listened:\n${said.join('\n')}`)
}
