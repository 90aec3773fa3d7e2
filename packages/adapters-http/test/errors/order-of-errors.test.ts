import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { aDeveloper, aSale, type SignedIn, type Sold } from '../support/developer.ts'

/** A body, and the message and status it must get: each row has every fault of the rows below it. */
type Row = readonly [case_: string, body: Record<string, unknown>, status: number, message: string]

let server: FastifyInstance
let developer: SignedIn
let sold: Sold

beforeEach(async () => {
  ;({ server } = await startApi())
  developer = await aDeveloper(server)
  sold = await aSale(server, developer)
})

async function expectRefusal(url: string, body: object, status: number, message: string): Promise<unknown> {
  const response = await server.inject({ method: 'POST', url, headers: developer.headers, payload: body })
  const reply: unknown = response.json()
  expect(reply).toMatchObject({ success: false, message, code: expect.stringMatching(/^[A-Z_]+$/) })
  expect(response.statusCode).toBe(status)
  return reply
}

const UNKNOWN_ID = 'f'.repeat(24)

describe('POST /auth/signup', () => {
  const rows: readonly Row[] = [
    ['nothing at all', {}, 400, 'All fields are required'],
    ['a blank name', { name: ' ', email: 'x', password: 'a', confirm_password: 'b' }, 400, 'All fields are required'],
    ['a null email', { name: 'n', email: null, password: 'a', confirm_password: 'b' }, 400, 'All fields are required'],
    [
      'an empty password',
      { name: 'n', email: 'x', password: '', confirm_password: 'b' },
      400,
      'All fields are required',
    ],
    ['no repetition', { name: 'n', email: 'x', password: 'a' }, 400, 'All fields are required'],
    ['a mismatch', { name: 5, email: 'x', password: 'a', confirm_password: 'b' }, 400, 'Passwords do not match'],
    [
      'a white-space password that differs',
      { name: 'n', email: 'x', password: ' ', confirm_password: '  ' },
      400,
      'Passwords do not match',
    ],
    [
      'seven code points in fourteen units',
      { name: 5, email: 'x', password: '😀'.repeat(7), confirm_password: '😀'.repeat(7) },
      400,
      'Password must be at least 8 characters long',
    ],
    [
      'a malformed email',
      { name: 'n', email: 'x', password: 'long enough', confirm_password: 'long enough' },
      400,
      'Validation error',
    ],
    [
      'a password that is no text',
      { name: 'n', email: 'a@b.de', password: 12345678, confirm_password: 'long enough' },
      400,
      'Validation error',
    ],
    [
      'a password over 1,024 bytes',
      { name: 'n', email: 'a@b.de', password: 'ä'.repeat(513), confirm_password: 'ä'.repeat(513) },
      400,
      'Validation error',
    ],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    await expectRefusal('/auth/signup', body, status, message)
  })

  test('a registered email, in another letter case', async () => {
    const body = { name: 'n', email: 'a@b.de', password: 'long enough', confirm_password: 'long enough' }
    const first = await server.inject({ method: 'POST', url: '/auth/signup', payload: body })
    expect(first.statusCode).toBe(201)
    const reply = await expectRefusal('/auth/signup', { ...body, email: 'A@B.de ' }, 409, 'Email already registered')
    expect(reply).toMatchObject({ field: 'email', code: 'EMAIL_TAKEN' })
  })

  test('a name of 200 code points is taken, one of 201 is not', async () => {
    const account = { email: 'long@name.de', password: 'long enough', confirm_password: 'long enough' }
    const reply = await expectRefusal('/auth/signup', { ...account, name: '😀'.repeat(201) }, 400, 'Validation error')
    expect(reply).toMatchObject({
      errors: { name: ['must be at most 200 characters long'] },
      details: 'name must be at most 200 characters long',
    })
    const taken = await server.inject({
      method: 'POST',
      url: '/auth/signup',
      payload: { ...account, name: '😀'.repeat(200) },
    })
    expect(taken.statusCode).toBe(201)
  })
})

describe('POST /auth/login', () => {
  const rows: readonly Row[] = [
    ['no password', { email: 'x' }, 400, 'All fields are required'],
    ['a blank email', { email: ' ', password: 'x' }, 400, 'All fields are required'],
    ['an operator in place of a password', { email: 'a@b.de', password: { $gt: '' } }, 400, 'Validation error'],
    ['an email with U+0000', { email: 'a\u0000@b.de', password: 'x' }, 400, 'Validation error'],
    ['an email of 255 characters', { email: `${'a'.repeat(250)}@b.de`, password: 'x' }, 400, 'Validation error'],
    ['an email that nobody can have', { email: 'no address', password: 'x' }, 401, 'Invalid credentials'],
    ['an email that nobody has', { email: 'nobody@example.com', password: 'x' }, 401, 'Invalid credentials'],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    await expectRefusal('/auth/login', body, status, message)
  })
})

describe('POST /clients', () => {
  const rows: readonly Row[] = [
    ['nothing', {}, 400, 'Client name required'],
    ['a blank name', { name: '\u00a0', email: 'x' }, 400, 'Client name required'],
    ['no email', { name: { $ne: '' } }, 400, 'Client email required'],
    ['a malformed email', { name: 'n', email: 'x' }, 400, 'Validation error'],
    ['a name that is no text', { name: ['n'], email: 'a@b.de' }, 400, 'Validation error'],
    ['a lone surrogate', { name: '\ud800', email: 'a@b.de' }, 400, 'Validation error'],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    await expectRefusal('/clients', body, status, message)
  })

  test('two faults at once are both told', async () => {
    const reply = await expectRefusal('/clients', { name: 5, email: 'x' }, 400, 'Validation error')
    expect(reply).toMatchObject({
      errors: { name: ['must be a string'], email: ['must be an email address'] },
      details: 'name must be a string; email must be an email address',
    })
  })
})

describe('POST /projects/createProject', () => {
  const project = { projectName: 'p', duration: 12, services: ['Hosting'] }
  const rows: readonly Row[] = [
    ['nothing', {}, 400, 'Client ID & Project name required'],
    ['a blank client', { clientId: ' ', projectName: 'p' }, 400, 'Client ID & Project name required'],
    ['no project name', { clientId: 'x' }, 400, 'Client ID & Project name required'],
    ['no duration', { clientId: 'x', projectName: 5 }, 400, 'Invalid duration'],
    ['a duration in text', { ...project, clientId: 'x', duration: '6', services: [] }, 400, 'Invalid duration'],
    ['a fraction', { ...project, clientId: 'x', duration: 1.5, services: [] }, 400, 'Invalid duration'],
    ['13 months', { ...project, clientId: 'x', duration: 13, services: [] }, 400, 'Invalid duration'],
    ['no month', { ...project, clientId: 'x', duration: 0, services: [] }, 400, 'Invalid duration'],
    ['no services', { clientId: 'x', projectName: 'p', duration: 1 }, 400, 'At least one service is required'],
    ['empty services', { ...project, clientId: 'x', services: [] }, 400, 'At least one service is required'],
    [
      'services that are no list',
      { ...project, clientId: 'x', services: 'Hosting' },
      400,
      'At least one service is required',
    ],
    ['null services', { ...project, clientId: 'x', services: null }, 400, 'At least one service is required'],
    ['a malformed client', { ...project, clientId: 'x' }, 400, 'Validation error'],
    ['a client that is no text', { ...project, clientId: { $gt: '' } }, 400, 'Validation error'],
    ['an unknown service', { ...project, clientId: UNKNOWN_ID, services: ['Mail'] }, 400, 'Validation error'],
    [
      'a repeated service',
      { ...project, clientId: UNKNOWN_ID, services: ['Hosting', 'Hosting'] },
      400,
      'Validation error',
    ],
    ['a service that is no text', { ...project, clientId: UNKNOWN_ID, services: [null] }, 400, 'Validation error'],
    ['an unknown client', { ...project, clientId: UNKNOWN_ID }, 404, 'Client not found'],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    await expectRefusal('/projects/createProject', body, status, message)
  })

  test.each([
    [['Mail'], 'services.0'],
    [['Hosting', 'Hosting'], 'services.1'],
    [['Hosting', 7], 'services.1'],
    [['Hosting', 'Domain', 'Mail'], 'services.2'],
  ])('services %j is a fault of %s', async (services, path) => {
    const body = { ...project, clientId: UNKNOWN_ID, services }
    const reply = await expectRefusal('/projects/createProject', body, 400, 'Validation error')
    expect(reply).toHaveProperty(['errors', path])
  })

  test('of services by the ten thousand only as many are named as it takes to see that there are too many', async () => {
    const services = Array.from({ length: 30_000 }, () => 7)
    const body = { ...project, clientId: UNKNOWN_ID, services }
    const reply = await expectRefusal('/projects/createProject', body, 400, 'Validation error')
    const message = ['must be a string']
    expect(reply).toHaveProperty('errors', { 'services.0': message, 'services.1': message, 'services.2': message })
  })
})

describe('POST /license/create', () => {
  const rows: readonly Row[] = [
    ['nothing', {}, 400, 'Invalid duration'],
    ['a duration in text', { duration: '1' }, 400, 'Invalid duration'],
    ['no client', { duration: 1, projectId: 'x', services: [] }, 400, 'Client & Project required'],
    ['a blank project', { duration: 1, clientId: 'x', projectId: ' ', services: [] }, 400, 'Client & Project required'],
    [
      'empty services',
      { duration: 1, clientId: 'x', projectId: 'x', services: [] },
      400,
      'At least one service is required',
    ],
    ['malformed ids', { duration: 1, clientId: 'x', projectId: 'x' }, 400, 'Validation error'],
    [
      'services that are no list',
      { duration: 1, clientId: UNKNOWN_ID, projectId: UNKNOWN_ID, services: 'Hosting' },
      400,
      'Validation error',
    ],
    ['an unknown client', { duration: 1, clientId: UNKNOWN_ID, projectId: UNKNOWN_ID }, 404, 'Client not found'],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    await expectRefusal('/license/create', body, status, message)
  })

  test('an unknown project', async () => {
    const body = { duration: 1, clientId: sold.clientId, projectId: UNKNOWN_ID }
    await expectRefusal('/license/create', body, 404, 'Project not found')
  })

  test.each([{}, { services: null }])('with %j it includes Hosting', async (services) => {
    const { clientId, projectId } = sold
    const payload = { duration: 1, clientId: clientId.toUpperCase(), projectId: ` ${projectId} `, ...services }
    const url = '/license/create'
    const response = await server.inject({ method: 'POST', url, headers: developer.headers, payload })
    expect(response.json()).toMatchObject({
      message: 'License created',
      license: { services: ['Hosting'], duration: 1 },
    })
  })
})

describe('POST /validate', () => {
  const rows: readonly Row[] = [
    ['no key', { machineId: 5 }, 400, 'License key is required'],
    ['a blank key', { key: ' \t' }, 400, 'License key is required'],
    ['an operator in place of a key', { key: { $gt: '' } }, 400, 'Validation error'],
    ['a key over 128 characters', { key: 'K'.repeat(129) }, 400, 'Validation error'],
    ['a key with U+0000', { key: 'KB-\u0000' }, 400, 'Validation error'],
    ['a fingerprint that is no text', { key: 'k', machineId: 5 }, 400, 'Validation error'],
    ['another that is no text', { key: 'k', machineId: 'm', instanceId: {} }, 400, 'Validation error'],
    ['a fingerprint over 512 characters', { key: 'k', machineId: 'm'.repeat(513) }, 400, 'Validation error'],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    const reply = await expectRefusal('/validate', body, status, message)
    expect(reply).toMatchObject({ valid: false })
  })
})

describe('POST /validate/activate', () => {
  const rows: readonly Row[] = [
    ['no key', { machineId: 5 }, 400, 'License key is required'],
    ['a key that no key can be', { key: 'none' }, 404, 'License not found'],
    ['an unknown key without a fingerprint', { key: `KB-${UNKNOWN_ID}-AAAA-AAAA-AAAA` }, 404, 'License not found'],
  ]
  test.each(rows)('%s', async (_case, body, status, message) => {
    await expectRefusal('/validate/activate', body, status, message)
  })

  test.each([{}, { machineId: '' }, { machineId: null, instanceId: '' }])('no fingerprint: %j', async (machine) => {
    await expectRefusal('/validate/activate', { key: sold.key, ...machine }, 400, 'Machine ID is required')
  })

  test('white space is a fingerprint, and its digest is of it alone', async () => {
    const payload = {
      key: ` ${sold.key.toLowerCase()} `,
      machineId: '',
      instanceId: ' ',
      productName: { any: 'thing' },
    }
    const response = await server.inject({ method: 'POST', url: '/validate/activate', payload })
    expect(response.json()).toMatchObject({
      message: 'License activated successfully',
      machineId: '36a9e7f1c95b82ffb99743e0c5c4ce95d83c9a430aac59f84ef3cbfab6145068',
    })
  })
})
