import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { wrongBuild, type WrongBuildName } from '../builds/builds.ts'
import { Findings } from '../findings.ts'
import { Lab } from '../lab.ts'
import { SeededChoices } from '../seeded-choices.ts'
import { KeyBoxProcess, type KeyBoxOptions } from '../servers/keybox-process.ts'
import { sqliteStore } from '../stores/sqlite.ts'
import { judgeNames, judgeSerial, type DurabilityVerdict } from './durability-judge.ts'
import { serialWrites, signUpSerial } from './serial-writes.ts'
import { readTrace, tracedNode } from './trace.ts'

export interface TracedLoad {
  readonly seed: string
  /** Of a client who is alone, six writes each. */
  readonly serialRounds: number
  /** For how long several clients write at once. */
  readonly concurrentMs: number
  readonly build?: WrongBuildName | undefined
}

export interface TracedVerdict {
  /** Writes that were acknowledged to the client who was alone. */
  readonly serialWrites: number
  readonly serial: DurabilityVerdict
  readonly concurrent: DurabilityVerdict
}

/** Runs a server on SQLite under strace, and judges each reply to a write by what had reached the disk before it. */
export async function judgeDurability(strace: string, load: TracedLoad): Promise<TracedVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-crash-'))
  try {
    const alone = await traceSerial(strace, load, folder)
    return { ...alone, concurrent: await traceConcurrent(strace, load, folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Whoever is alone signs up before the trace begins: a reply to a log-in follows no write. */
async function traceSerial(
  strace: string,
  { serialRounds, build }: TracedLoad,
  folder: string,
): Promise<Omit<TracedVerdict, 'concurrent'>> {
  const databaseUrl = sqliteStore(join(folder, 'serial.db')).url
  const token = await onServer({ databaseUrl }, signUpSerial)
  const trace = join(folder, 'serial.trace')
  const traced = { databaseUrl, ...launchOf(build), tracer: tracedNode(strace, trace) }
  const writes = await onServer(traced, (url) => serialWrites(url, token, serialRounds))
  return { serialWrites: writes, serial: judgeSerial(await readTrace(trace)) }
}

async function onServer<T>(options: KeyBoxOptions, use: (url: string) => Promise<T>): Promise<T> {
  const server = new KeyBoxProcess(options)
  try {
    const url = await server.listening()
    if (url === undefined) throw new Error(`The server did not start: ${server.said}`)
    return await use(url)
  } finally {
    server.terminate()
    await server.ended()
  }
}

async function traceConcurrent(
  strace: string,
  { seed, concurrentMs, build }: TracedLoad,
  folder: string,
): Promise<DurabilityVerdict> {
  const trace = join(folder, 'concurrent.trace')
  const lab = new Lab({
    folder,
    store: sqliteStore(join(folder, 'concurrent.db')),
    choices: new SeededChoices(seed),
    findings: new Findings(),
    workers: WORKERS,
    launch: { ...launchOf(build), tracer: tracedNode(strace, trace) },
  })
  try {
    await lab.open()
    lab.beginLoad()
    await pause(concurrentMs)
    await lab.haltLoad()
    lab.server.terminate()
    await lab.server.ended()
  } finally {
    await lab.close()
  }
  return judgeNames(await readTrace(trace))
}

function launchOf(build: WrongBuildName | undefined): Partial<KeyBoxOptions> {
  return build === undefined ? {} : wrongBuild(build)
}

const WORKERS = 6
