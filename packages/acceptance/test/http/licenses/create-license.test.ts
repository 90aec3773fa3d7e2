import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError, ID } from '../../support/reply.ts'
import { UNKNOWN_ID } from '../../support/routes.ts'
import { aSeller, type ProjectWithKey, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller
let sold: ProjectWithKey

beforeAll(async () => {
  seller = await aSeller(keybox)
  sold = await seller.sell()
})

const anOrder = (fields: object = {}) => ({
  clientId: sold.clientId,
  projectId: sold.projectId,
  duration: 1,
  ...fields,
})
const create = (body: unknown) => seller.call('POST', '/license/create', body)

describe('201', () => {
  test(row('LICENSE-201', 'issues one more licence for a project'), async () => {
    expectSuccess(await create(anOrder({ services: ['Domain'] })), 201, {
      message: 'License created',
      license: {
        _id: expect.stringMatching(ID),
        key: expect.stringMatching(new RegExp(`^KB-${sold.projectId}(-[0-9A-Z]{4}){3}$`)),
        duration: 1,
        issuedAt: START_OF_TESTS,
        expiresAt: '2024-02-29T09:30:15.000Z',
        services: ['Domain'],
        status: 'PENDING',
        user: seller.userId,
        client: sold.clientId,
        project: sold.projectId,
      },
    })
  })

  test(row('LICENSE-DEFAULT', 'includes Hosting where no service is asked for'), async () => {
    for (const services of [undefined, null]) {
      expect((await create(anOrder({ services }))).body['license']).toMatchObject({ services: ['Hosting'] })
    }
  })

  test(row('KEY-FORM', 'gives each licence a key of its own'), async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, () => create(anOrder())))
    const keys = replies.map((reply) => (reply.body['license'] as { key: string }).key)
    expect(new Set(keys).size).toBe(40)
    for (const key of keys) expect(key).toMatch(/^KB-[0-9a-f]{24}(-[0-9A-Z]{4}){3}$/)
  })
})

describe('400', () => {
  test.each([undefined, null, '6', 0, 13, 2.5, -3, false, [1], {}])(
    row('LICENSE-DURATION', 'refuses a duration of %j'),
    async (duration) => {
      expectError(await create(anOrder({ duration })), 400, 'Invalid duration')
    },
  )

  test.each(['clientId', 'projectId'])(row('LICENSE-FIELDS', 'asks for %s'), async (field) => {
    for (const value of [undefined, null, '', '  ']) {
      expectError(await create(anOrder({ [field]: value })), 400, 'Client & Project required')
    }
  })

  test(row('LICENSE-SERVICES', 'refuses an empty list of services'), async () => {
    expectError(await create(anOrder({ services: [] })), 400, 'At least one service is required')
  })

  test.each([
    [['services'], { services: 'Hosting' }],
    [['services.0'], { services: ['Email'] }],
    [['services.1'], { services: ['Domain', 'Domain'] }],
    [['clientId'], { clientId: 'abc' }],
    [['projectId'], { projectId: 'abc' }],
    [['clientId', 'projectId'], { clientId: 'g'.repeat(24), projectId: '0'.repeat(25) }],
  ])(row('LICENSE-VALID', 'names %j for %j'), async (paths, fields) => {
    expectValidationError(await create(anOrder(fields)), paths)
  })
})

describe('404', () => {
  test(row('LICENSE-CLIENT', 'knows no client of an unknown id, nor one of another owner'), async () => {
    const foreign = await (await aSeller(keybox)).sell()
    for (const clientId of [UNKNOWN_ID, foreign.clientId]) {
      expectError(await create(anOrder({ clientId })), 404, 'Client not found')
    }
  })

  test(
    row('LICENSE-PROJECT', 'knows no project of an unknown id, of another owner, or of another client'),
    async () => {
      const foreign = await (await aSeller(keybox)).sell()
      const ofAnotherClient = await seller.sell()
      for (const projectId of [UNKNOWN_ID, foreign.projectId, ofAnotherClient.projectId]) {
        expectError(await create(anOrder({ projectId })), 404, 'Project not found')
      }
    },
  )
})

describe('order', () => {
  const badDuration = { duration: 99 }
  const missing = { clientId: '' }
  const noServices = { services: [] }
  const badId = { projectId: 'abc' }
  const unknownClient = { clientId: UNKNOWN_ID }
  const unknownProject = { projectId: UNKNOWN_ID }

  test.each([
    ['Invalid duration', { ...badDuration, ...missing }],
    ['Invalid duration', { ...badDuration, ...noServices }],
    ['Client & Project required', { ...missing, ...noServices }],
    ['Client & Project required', { ...missing, ...badId }],
    ['At least one service is required', { ...noServices, ...badId }],
    ['At least one service is required', { ...noServices, ...unknownClient }],
    ['Validation error', { ...badId, ...unknownClient }],
    ['Client not found', { ...unknownClient, ...unknownProject }],
  ])(row('LICENSE-ORDER', '%s comes first for %j'), async (message, fields) => {
    expect((await create(anOrder(fields))).body['message']).toBe(message)
  })
})
