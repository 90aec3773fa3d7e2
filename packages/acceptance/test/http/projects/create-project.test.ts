import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError, ID, textAt } from '../../support/reply.ts'
import { UNKNOWN_ID } from '../../support/routes.ts'
import { aSeller, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller
let clientId: string

beforeAll(async () => {
  seller = await aSeller(keybox)
  clientId = await seller.addClient()
})

const anOrder = (fields: object = {}) => ({
  clientId,
  projectName: 'Shop',
  duration: 12,
  services: ['Hosting', 'Domain'],
  ...fields,
})
const create = (body: unknown) => seller.call('POST', '/projects/createProject', body)

describe('201', () => {
  test(row('PROJECT-201', 'gives a project and its first licence, in exactly these fields'), async () => {
    const reply = await create(anOrder())
    const projectId = textAt(reply.body, 'project', '_id')
    expectSuccess(reply, 201, {
      message: 'Project and License created successfully',
      project: {
        _id: expect.stringMatching(ID),
        name: 'Shop',
        client: clientId,
        createdAt: START_OF_TESTS,
        updatedAt: START_OF_TESTS,
      },
      license: {
        _id: expect.stringMatching(ID),
        key: expect.stringMatching(new RegExp(`^KB-${projectId}(-[0-9A-Z]{4}){3}$`)),
        duration: 12,
        issuedAt: START_OF_TESTS,
        expiresAt: '2025-01-31T09:30:15.000Z',
        services: ['Hosting', 'Domain'],
        status: 'PENDING',
        user: seller.userId,
        client: clientId,
        project: projectId,
      },
    })
  })

  test(row('PROJECT-NAMES', 'two projects of one client may have the same name'), async () => {
    const [first, second] = [await create(anOrder()), await create(anOrder())]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(textAt(first.body, 'project', '_id')).not.toBe(textAt(second.body, 'project', '_id'))
    expect(textAt(first.body, 'license', 'key')).not.toBe(textAt(second.body, 'license', 'key'))
  })

  test(
    row('RULE-ID-CASE', 'takes an id in any letter case, with white space around, and gives it back in lower case'),
    async () => {
      const reply = await create(anOrder({ clientId: ` ${clientId.toUpperCase()} ` }))
      expect(reply.body['project']).toMatchObject({ client: clientId })
    },
  )
})

describe('400', () => {
  test.each(['clientId', 'projectName'])(row('PROJECT-FIELDS', 'asks for %s'), async (field) => {
    for (const value of [undefined, null, '', ' \t ']) {
      expectError(await create(anOrder({ [field]: value })), 400, 'Client ID & Project name required')
    }
  })

  test.each([undefined, null, '12', '6', 0, 13, -1, 1.5, 1e300, true, [6], { months: 6 }])(
    row('PROJECT-DURATION', 'refuses a duration of %j'),
    async (duration) => {
      expectError(await create(anOrder({ duration })), 400, 'Invalid duration')
    },
  )

  test.each([undefined, null, [], 'Hosting', { 0: 'Hosting', length: 1 }, 7])(
    row('PROJECT-SERVICES', 'refuses services of %j'),
    async (services) => {
      expectError(await create(anOrder({ services })), 400, 'At least one service is required')
    },
  )

  test.each([
    [['services.0'], { services: ['Email'] }],
    [['services.0'], { services: ['hosting'] }],
    [['services.1'], { services: ['Hosting', 'Hosting'] }],
    [['services.1'], { services: ['Hosting', null] }],
    [['services.1'], { services: ['Hosting', 7] }],
    [['clientId'], { clientId: 'abc' }],
    [['clientId'], { clientId: `${UNKNOWN_ID}0` }],
    [['clientId'], { clientId: 'g'.repeat(24) }],
    [['projectName'], { projectName: 'p'.repeat(201) }],
    [['clientId', 'projectName', 'services.0'], { clientId: 'x', projectName: 'a\u0000b', services: ['x'] }],
  ])(row('PROJECT-VALID', 'names %j for %j'), async (paths, fields) => {
    expectValidationError(await create(anOrder(fields)), paths)
  })
})

describe('404', () => {
  test(row('PROJECT-404', 'knows no client of an unknown id, nor one of another owner'), async () => {
    const another = await aSeller(keybox)
    for (const id of [UNKNOWN_ID, await another.addClient()]) {
      expectError(await create(anOrder({ clientId: id })), 404, 'Client not found')
    }
  })
})

describe('order', () => {
  const missing = { projectName: '' }
  const badDuration = { duration: '12' }
  const noServices = { services: [] }
  const badId = { clientId: 'abc' }
  const unknown = { clientId: UNKNOWN_ID }

  test.each([
    ['Client ID & Project name required', { ...missing, ...badDuration }],
    ['Client ID & Project name required', { ...missing, ...noServices }],
    ['Client ID & Project name required', { ...missing, ...badId }],
    ['Client ID & Project name required', { ...missing, ...unknown }],
    ['Invalid duration', { ...badDuration, ...noServices }],
    ['Invalid duration', { ...badDuration, ...badId }],
    ['Invalid duration', { ...badDuration, ...unknown }],
    ['At least one service is required', { ...noServices, ...badId }],
    ['At least one service is required', { ...noServices, ...unknown }],
    ['Validation error', { services: ['Email'], ...unknown }],
  ])(row('PROJECT-ORDER', '%s comes first for %j'), async (message, fields) => {
    const reply = await create(anOrder(fields))
    expect({ status: reply.status, message: reply.body['message'] }).toEqual({ status: 400, message })
  })
})
