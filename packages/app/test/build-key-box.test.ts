import { join } from 'node:path'

import { StoreFailure, type Store } from '@keybox/domain'
import { describe, expect, it, onTestFinished } from 'vitest'

import { buildKeyBox, type KeyBox, type Overrides } from '../src/build-key-box.ts'
import { readConfiguration } from '../src/configuration/configuration.ts'
import { shutDown } from '../src/shutdown.ts'
import { call, licensed, signedUp } from './support/api.ts'
import { halfSent } from './support/half-sent-request.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

async function built(url: string, overrides?: Overrides): Promise<KeyBox> {
  const environment = { KEYBOX_DATABASE_URL: url, KEYBOX_LOG_LEVEL: 'trace' }
  const configuration = readConfiguration(environment)
  if (!configuration.ok) throw new Error(configuration.error.join('\n'))
  const keyBox = await buildKeyBox(configuration.value, { logDestination: { write: () => {} }, ...overrides })
  if (!keyBox.ok) throw new Error(keyBox.error.message)
  onTestFinished(() => keyBox.value.close())
  return keyBox.value
}

/** A store that is there and does not answer. */
function broken(store: Store): Store {
  return { ...store, ping: () => Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'gone')) }
}

const sqliteUrl = async () => `sqlite:${join(await temporaryFolder(), 'keybox.db')}`

describe.each([
  ['memory', () => Promise.resolve('memory:')],
  ['sqlite', sqliteUrl],
])('KeyBox on %s', (_store, url) => {
  it('takes a seller from signing up to a key that validates', async () => {
    const { server } = await built(await url())
    const address = await server.listen({ host: '127.0.0.1', port: 0 })
    const key = await licensed(address, await signedUp(address))
    const activated = await call(address, 'POST /validate/activate', { key, machineId: 'laptop' })
    expect(activated.body).toMatchObject({ success: true, message: 'License activated successfully' })
    const verdict = await call(address, 'POST /validate', { key, machineId: 'laptop' })
    expect(verdict.body).toMatchObject({ valid: true, status: 'active', services: ['Hosting'] })
  })

  it('closes twice without harm', async () => {
    const keyBox = await built(await url())
    await keyBox.close()
    await keyBox.close()
  })
})

describe('KeyBox', () => {
  it('refuses a store that is in use, and leaves it to the one that uses it', async () => {
    const url = await sqliteUrl()
    const { store } = await built(url)
    const configuration = readConfiguration({ KEYBOX_DATABASE_URL: url })
    if (!configuration.ok) throw new Error(configuration.error.join('\n'))
    expect(await buildKeyBox(configuration.value)).toMatchObject({ ok: false, error: { reason: 'IN_USE' } })
    await store.ping()
  })

  it('serves the store that a test puts around the real one', async () => {
    const { server } = await built('memory:', { store: broken })
    expect((await server.inject('/health/ready')).statusCode).toBe(503)
    expect((await server.inject('/health')).statusCode).toBe(200)
  })

  it('logs neither keys nor tokens nor passwords, at any level', async () => {
    const lines: string[] = []
    const { server } = await built('memory:', { logDestination: { write: (line) => lines.push(line) } })
    const address = await server.listen({ host: '127.0.0.1', port: 0 })
    const token = await signedUp(address)
    const key = await licensed(address, token)
    await call(address, `PATCH /license/revoke/${key}`, undefined, token)
    await call(address, `PATCH /license/revoked/${encodeURIComponent(key)}?key=${key}`, undefined, token)
    await call(address, `GET /dashboard?clientId=${token}`, undefined, token)
    const refreshToken = `kbr_${'aZ9_-'.repeat(13)}`
    server.log.info({ key, refreshToken, body: { refreshToken, old_password: 'correct horse' } }, 'nothing else')
    server.log.info({ headers: { authorization: token } }, `something about ${key} and ${refreshToken}`)
    const log = lines.join('')
    expect(log).toContain('/license/revoke/:key')
    expect(log).toContain('something about <redacted> and <redacted>')
    for (const secret of [key, token, refreshToken, 'correct horse']) expect(log).not.toContain(secret)
  })

  it('cuts off requests that do not end in their time, and still closes the store', async () => {
    const lines: string[] = []
    let closed = false
    const observed = (store: Store): Store => ({
      ...store,
      close: async () => {
        await store.close()
        closed = true
      },
    })
    const keyBox = await built('memory:', { store: observed, logDestination: { write: (line) => lines.push(line) } })
    const address = await keyBox.server.listen({ host: '127.0.0.1', port: 0 })
    const request = await halfSent(address, '/auth/signup', {})
    request.socket.on('error', () => {})
    await shutDown(keyBox, { requestsMs: 20 })
    expect(lines.join('')).toContain('requests still in flight are cut off')
    expect(closed).toBe(true)
  })
})
