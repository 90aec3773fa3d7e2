import { buildKeyBox, readConfiguration } from '@keybox/app'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { capturedLog } from '../../support/captured-log.ts'
import { freshDatabase } from '../../support/fresh-database.ts'
import { startKeyBox, useKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { expectValidationError } from '../../support/reply.ts'
import { aSeller, logIn, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()

test(row('CONF-PORT', 'port 0 picks a free port, and the start line names it, the docs and the store'), () => {
  const { host, port } = keybox.address
  expect(port).toBeGreaterThan(0)
  expect(keybox.startLine).toContain(`http://${host}:${port}`)
  expect(keybox.startLine).toContain('/docs')
  expect(keybox.startLine).toContain({ memory: 'memory:', sqlite: 'sqlite:', mongo: 'mongodb://' }[inject('store')])
})

describe('the database', () => {
  test(row('CONF-URL', 'what it holds outlives the server'), async () => {
    const database = await freshDatabase(inject('store'))
    try {
      const first = await startKeyBox({ database })
      const seller = await aSeller(first)
      const { key } = await seller.sellActivated('pc')
      const before = await seller.call('GET', '/dashboard')
      await first.close()
      const second = await startKeyBox({ database })
      const login = await second.call('POST', '/auth/login', { email: seller.email, password: 'correct horse battery' })
      if (inject('store') === 'memory') {
        expect(login.status).toBe(401)
      } else {
        const authorization = `Bearer ${await logIn(second, seller.email)}`
        expect((await second.call('GET', '/dashboard', undefined, { authorization })).body).toEqual(before.body)
        expect((await second.call('POST', '/validate', { key, machineId: 'pc' })).body['status']).toBe('active')
      }
      await second.close()
    } finally {
      await database.drop()
    }
  })

  test(row('CONF-SECRET', 'is refused under another secret than it was filled under'), async () => {
    const database = await freshDatabase(inject('store'))
    try {
      await (await startKeyBox({ database })).close()
      const other = readConfiguration({
        KEYBOX_DATABASE_URL: database.url,
        KEYBOX_SECRET: 'another secret of at least thirty-two bytes',
        KEYBOX_LOG_LEVEL: 'silent',
      })
      if (!other.ok) throw new Error(other.error.join('\n'))
      const opened = await buildKeyBox(other.value)
      if (opened.ok) await opened.value.close()
      const refused = inject('store') === 'memory' ? undefined : 'WRONG_SECRET'
      expect(opened.ok ? undefined : opened.error).toEqual(
        refused === undefined ? undefined : expect.objectContaining({ reason: refused }),
      )
    } finally {
      await database.drop()
    }
  })
})

describe('services', () => {
  let server: TestKeyBox
  let seller: Seller

  beforeAll(async () => {
    server = await startKeyBox({ env: { KEYBOX_SERVICES: 'Email, Backup' } })
    seller = await aSeller(server)
  })

  afterAll(() => server.close())

  test(row('CONF-SERVICES', 'are the ones configured and no others'), async () => {
    const { license, ...sold } = await seller.sell({ services: ['Backup', 'Email'] })
    expect(license['services']).toEqual(['Backup', 'Email'])
    const order = { ...sold, duration: 1, services: ['Hosting'] }
    expectValidationError(await seller.call('POST', '/license/create', order), ['services.0'])
  })

  test(row('LICENSE-DEFAULT', 'where there is no Hosting it is the first configured'), async () => {
    const { clientId, projectId } = await seller.sell({ services: ['Backup'] })
    const reply = await seller.call('POST', '/license/create', { clientId, projectId, duration: 1 })
    expect(reply.body['license']).toMatchObject({ services: ['Email'] })
  })
})

describe('the log', () => {
  test(row('CONF-LOG', 'is silent, or as full as its level says, with request ids'), async () => {
    const lengths: number[] = []
    for (const level of ['silent', 'info']) {
      const log = capturedLog()
      const server = await startKeyBox({ env: { KEYBOX_LOG_LEVEL: level }, logDestination: log.destination })
      const reply = await server.call('GET', '/auth/me')
      await server.close()
      lengths.push(log.text().length)
      if (level === 'info') expect(log.text()).toContain(String(reply.headers['x-request-id']))
    }
    expect(lengths[0]).toBe(0)
    expect(lengths[1]).toBeGreaterThan(0)
  })
})

test('every problem of a configuration is told at once, one line each', () => {
  const read = readConfiguration({
    PORT: 'x',
    KEYBOX_SIGNUP: 'maybe',
    KEYBOX_VALIDATE_RATE_WINDOW: '5',
    KEYBOX_SECRET: 'short',
  })
  expect(read.ok ? [] : read.error.map((line) => line.split(' ')[0])).toEqual(
    expect.arrayContaining(['PORT', 'KEYBOX_SIGNUP', 'KEYBOX_VALIDATE_RATE_WINDOW', 'KEYBOX_SECRET']),
  )
  expect(read.ok ? '' : read.error.join('')).not.toContain('\n')
})
