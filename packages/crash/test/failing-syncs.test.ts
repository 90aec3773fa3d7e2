import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { nodeWithFailingSyncs } from '../src/durability/failing-syncs.ts'
import { signUpSerial } from '../src/durability/serial-writes.ts'
import { findStrace } from '../src/durability/strace.ts'
import { Api, type Reply } from '../src/load/api.ts'
import { KeyBoxProcess, type KeyBoxOptions } from '../src/servers/keybox-process.ts'

const FAILING = { first: 60, last: 75 }

test(
  'a disk that fails for a while loses nothing that was told, and needs no restart',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keybox-crash-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const databaseUrl = `sqlite:${join(folder, 'keybox.db')}`
    const tracer = nodeWithFailingSyncs(await findStrace(), join(folder, 'trace'), FAILING)
    const { url, server } = await started({ databaseUrl, tracer, environment: { UV_THREADPOOL_SIZE: '1' } })
    const token = await signUpSerial(url)
    const api = new Api(url)
    const get = (path: string): Promise<Reply | undefined> => api.send({ method: 'GET', path, token })
    let acknowledged = 0
    const addClient = async (): Promise<Reply | undefined> => {
      const body = { name: 'A client', email: `client-${acknowledged}@example.com` }
      const reply = await api.send({
        method: 'POST',
        path: '/clients',
        body,
        token,
        idempotencyKey: `k${acknowledged}`,
      })
      if (reply?.status === 201) acknowledged += 1
      return reply
    }

    let reply = await addClient()
    while (reply?.status === 201 && acknowledged <= FAILING.last) reply = await addClient()
    expect(reply).toMatchObject({ status: 500, body: { code: 'OUTCOME_UNKNOWN' } })
    expect(await get('/dashboard?limit=1')).toMatchObject({ status: 500, body: { code: 'STORE_UNAVAILABLE' } })
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { reason: 'The disk of the store fails' } })
    expect(server.said).toContain('look at the volume of the database')

    await vi.waitFor(async () => expect((await get('/health/ready'))?.status).toBe(200), { timeout: 20_000 })
    // Asked again with its key: the first attempt was kept after all.
    expect(await addClient()).toMatchObject({ status: 201, replayed: true })
    expect((await addClient())?.status).toBe(201)
    expect((await get('/dashboard?limit=1'))?.body).toMatchObject({ clientsCount: acknowledged })
    await server.kill()

    const { url: next } = await started({ databaseUrl })
    const there = await new Api(next).send({ method: 'GET', path: '/dashboard?limit=1', token })
    expect(there?.body).toMatchObject({ clientsCount: acknowledged })
  },
)

async function started(options: KeyBoxOptions): Promise<{ readonly url: string; readonly server: KeyBoxProcess }> {
  const server = new KeyBoxProcess(options)
  onTestFinished(() => server.kill())
  const url = await server.listening()
  if (url === undefined) throw new Error(`The server did not start: ${server.said}`)
  return { url, server }
}
