import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Agent, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { addFiller, MACHINE, seedDatabase, type Owner, type Shape } from '@keybox/bench/seed'
import { inTemporaryFolder, startProgram, type Program } from '../test/support/program.ts'

// Prints what dashboards cost on SQLite as the store grows: the figures of docs/scale.md. Takes some minutes, most of
// them to fill the databases.
//
//   node --conditions=keybox-source packages/acceptance/scripts/measure-scale.ts [licences of the large store, 0: none]

const LARGE = Number(process.argv[2] ?? 1_000_000)
const STREAMED = 100_000
const PAGE_ROUNDS = 200
const STREAM_ROUNDS = 3
const SECRET = 'a secret of the measurement, long enough for it'

const PROJECTS_PER_CLIENT = 10

/** One licence a project, as `createProject` makes them: the most rows to count for a number of licences. */
const shapeOf = (licenses: number): Shape => ({
  licenses,
  licensesPerProject: 1,
  projectsPerClient: PROJECTS_PER_CLIENT,
})

const agent = new Agent({ keepAlive: true })

interface Server {
  readonly program: Program
  readonly owners: readonly Owner[]
}

async function serve(folder: string, name: string, shapes: readonly Shape[], filler = 0): Promise<Server> {
  const path = join(folder, `${name}.db`)
  const owners = await seedDatabase(path, SECRET, shapes)
  if (filler > 0) addFiller(path, filler, PROJECTS_PER_CLIENT)
  const env = { KEYBOX_DATABASE_URL: `sqlite:${path}`, KEYBOX_SECRET: SECRET, KEYBOX_VALIDATE_RATE_MAX: 'off' }
  const program = await startProgram({ ...env, KEYBOX_LOG_LEVEL: 'silent' })
  running.push(program)
  return { owners, program }
}

async function send({ address }: Program, path: string, token: string, body?: object): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
  const sent = request({ ...address, path, agent, headers, method: body === undefined ? 'GET' : 'POST' })
  sent.end(body && JSON.stringify(body))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`)
  return response
}

/** Milliseconds from sending to the last byte, and how many bytes. */
async function timed(program: Program, path: string, token: string, body?: object): Promise<[number, number]> {
  const start = performance.now()
  const response = await send(program, path, token, body)
  let bytes = 0
  response.on('data', (chunk: Buffer) => (bytes += chunk.length))
  await once(response, 'end')
  return [performance.now() - start, bytes]
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

const median = (values: readonly number[]): number => quantile(values, 0.5)

async function measurePages(small: Server, large: Server): Promise<void> {
  const [smallOwner] = small.owners
  const [largeOwner, smallAmongMany] = large.owners
  if (smallOwner === undefined || largeOwner === undefined || smallAmongMany === undefined) return
  for (const limit of [1, 20, 100]) {
    const path = `/dashboard?limit=${limit}`
    const times: readonly [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < PAGE_ROUNDS; round += 1) {
      times[0].push((await timed(small.program, path, smallOwner.token))[0])
      times[1].push((await timed(large.program, path, largeOwner.token))[0])
      times[2].push((await timed(large.program, path, smallAmongMany.token))[0])
    }
    const [alone, own, among] = times.map((of) => median(of.slice(PAGE_ROUNDS / 10)))
    const ratio = (time = Number.NaN): string => (time / (alone ?? Number.NaN)).toFixed(2)
    console.log(
      `first page of ${limit} clients (${limit * 10} licences): ${alone?.toFixed(2)} ms at 10^3; ` +
        `owner of ${LARGE}: ${own?.toFixed(2)} ms, ratio ${ratio(own)}; ` +
        `owner of 10^3 in a store of ${LARGE}: ${among?.toFixed(2)} ms, ratio ${ratio(among)}`,
    )
  }
}

async function residentMegabytes({ pid }: Program): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** Validates at a steady rate, whatever the answers take, until told to stop; gives each latency from its due time. */
function validateSteadily(program: Program, key: string, perSecond = 200): () => Promise<readonly number[]> {
  const latencies: Promise<number>[] = []
  const start = performance.now()
  const stop = new AbortController()
  const loop = async (): Promise<void> => {
    for (let sent = 0; !stop.signal.aborted; sent += 1) {
      const due = start + (sent * 1000) / perSecond
      await pause(Math.max(0, due - performance.now()))
      latencies.push(timed(program, '/validate', '', { key, machineId: MACHINE }).then(() => performance.now() - due))
    }
  }
  const ended = loop()
  return async () => {
    stop.abort()
    await ended
    return Promise.all(latencies)
  }
}

async function measureMemory(program: Program, token: string): Promise<void> {
  const before = await residentMegabytes(program)
  let peak = before
  const watch = setInterval(() => void residentMegabytes(program).then((now) => (peak = Math.max(peak, now))), 50)
  const [time, bytes] = await timed(program, '/dashboard', token)
  clearInterval(watch)
  console.log(
    `stream of ${STREAMED} licences, ${(bytes / 1e6).toFixed(1)} MB in ${(time / 1000).toFixed(2)} s: ` +
      `RSS ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most, +${(peak - before).toFixed(0)} MB`,
  )
}

async function measureStream({ program, owners: [owner] }: Server): Promise<void> {
  if (owner === undefined) return
  const { token, activeKey } = owner
  for (let warmUp = 0; warmUp < 2000; warmUp += 1)
    await timed(program, '/validate', '', { key: activeKey, machineId: MACHINE })
  await timed(program, '/dashboard?limit=1', token)
  await measureMemory(program, token)
  const p99: { readonly quiet: number[]; readonly streaming: number[] } = { quiet: [], streaming: [] }
  for (let round = 0; round < STREAM_ROUNDS; round += 1) {
    const stopQuiet = validateSteadily(program, activeKey)
    await pause(2000)
    p99.quiet.push(quantile(await stopQuiet(), 0.99))
    const stopStreaming = validateSteadily(program, activeKey)
    await timed(program, '/dashboard', token)
    p99.streaming.push(quantile(await stopStreaming(), 0.99))
  }
  const [quiet, streaming] = [median(p99.quiet), median(p99.streaming)]
  console.log(
    `validate p99, median of ${STREAM_ROUNDS} rounds at 200 a second: ${quiet.toFixed(2)} ms quiet, ` +
      `${streaming.toFixed(2)} ms while it streams, ratio ${(streaming / quiet).toFixed(2)}`,
  )
}

async function measureLargeStore(folder: string): Promise<void> {
  const small = await serve(folder, 'small', [shapeOf(1000)])
  const large = await serve(folder, 'large', [shapeOf(2000), shapeOf(1000)], LARGE - 3000)
  await measurePages(small, large)
  await Promise.all([small.program.stop(), large.program.stop()])
}

const running: Program[] = []

await inTemporaryFolder(async (folder) => {
  try {
    if (LARGE > 0) await measureLargeStore(folder)
    await measureStream(await serve(folder, 'streamed', [shapeOf(STREAMED)]))
  } finally {
    await Promise.all(running.map((program) => program.stop()))
  }
})
agent.destroy()
