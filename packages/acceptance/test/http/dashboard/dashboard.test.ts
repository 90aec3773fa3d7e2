import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import type { JsonObject, Reply } from '../../support/http-client.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectSuccess, expectValidationError, listAt, textAt } from '../../support/reply.ts'
import { UNKNOWN_ID } from '../../support/routes.ts'
import { aSeller, type Seller } from '../../support/seller.ts'
import { SECOND } from '../../support/test-clock.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const FETCHED = 'Dashboard fetched successfully'
const read = (who: Seller, query = '', body?: unknown): Promise<Reply> => who.call('GET', `/dashboard${query}`, body)
const idsOf = (entries: readonly JsonObject[]) => entries.map(({ _id }) => _id)

describe('the tree', () => {
  test(
    row('DASH-200', 'holds clients, their projects, and the licences of these, in exactly these fields'),
    async () => {
      const owner = await aSeller(keybox)
      const { clientId, projectId, key, license } = await owner.sellActivated('office-pc', { services: ['Domain'] })
      const times = { createdAt: START_OF_TESTS, updatedAt: START_OF_TESTS }
      expectSuccess(await read(owner), 200, {
        message: FETCHED,
        clientsCount: 1,
        projectsCount: 1,
        data: [
          {
            _id: clientId,
            name: 'Acme',
            email: expect.stringMatching(/^client-\d+@example\.com$/),
            owner: owner.userId,
            ...times,
            projects: [
              {
                _id: projectId,
                name: 'Shop',
                client: clientId,
                ...times,
                licenses: [
                  {
                    _id: license['_id'],
                    key,
                    duration: 12,
                    issuedAt: START_OF_TESTS,
                    expiresAt: '2025-01-31T09:30:15.000Z',
                    status: 'ACTIVE',
                    services: ['Domain'],
                    machineId: createHash('sha256').update('office-pc').digest('hex'),
                  },
                ],
              },
            ],
          },
        ],
      })
    },
  )

  test(row('DASH-EMPTY', 'has empty arrays where there is nothing'), async () => {
    const owner = await aSeller(keybox)
    expectSuccess(await read(owner), 200, { message: FETCHED, clientsCount: 0, projectsCount: 0, data: [] })
    await owner.addClient()
    const { body } = await read(owner)
    expect(body).toMatchObject({ clientsCount: 1, projectsCount: 0, data: [{ projects: [] }] })
  })

  test(row('DASH-MACHINE', 'has machineId only once activated, also while revoked'), async () => {
    const { clientId, key } = await seller.sell()
    const licenseNow = async () =>
      listAt((await read(seller, `?clientId=${clientId}`)).body, 'data', 0, 'projects', 0, 'licenses')[0]
    expect(await licenseNow()).not.toHaveProperty('machineId')
    await seller.revoke(key, { revoked: true })
    expect(await licenseNow()).not.toHaveProperty('machineId')
    await seller.revoke(key, { revoked: false })
    await keybox.call('POST', '/validate/activate', { key, machineId: 'pc' })
    expect(await licenseNow()).toHaveProperty('machineId', createHash('sha256').update('pc').digest('hex'))
    await seller.revoke(key)
    expect(await licenseNow()).toHaveProperty('machineId')
  })

  test(row('DASH-ORDER', 'stands in order of creation: by time, then by id'), async () => {
    const owner = await aSeller(keybox)
    const clients: string[] = []
    // Two at the same instant, one later, one after the clock was set back.
    for (const shift of [0, 0, 5 * SECOND, -10 * SECOND]) {
      keybox.clock.advance(shift)
      clients.push(await owner.addClient())
    }
    const [first = '', second = '', third = '', earliest = ''] = clients
    const projects = [await owner.addProject(first), await owner.addProject(first)]
    keybox.clock.advance(SECOND)
    const more = await owner.call('POST', '/license/create', { ...projects[0], duration: 1 })
    const { body } = await read(owner)
    expect(idsOf(listAt(body, 'data'))).toEqual([earliest, ...[first, second].toSorted(), third])
    expect(idsOf(listAt(body, 'data', 1, 'projects'))).toEqual(projects.map(({ projectId }) => projectId).toSorted())
    expect(idsOf(listAt(body, 'data', 1, 'projects', 0, 'licenses'))).toEqual([
      projects[0]?.license['_id'],
      textAt(more.body, 'license', '_id'),
    ])
    keybox.clock.set(START_OF_TESTS)
  })
})

describe('clientId', () => {
  test(row('DASH-CLIENT', 'narrows it to one client, by query or by the body of the GET'), async () => {
    const { clientId } = await seller.sell()
    await seller.sell()
    for (const reply of [
      await read(seller, `?clientId=${clientId}`),
      await read(seller, '', { clientId }),
      await read(seller, `?clientId=${clientId.toUpperCase()}`),
      await read(seller, `?clientId=%20${clientId}%20`),
      await read(seller, '', { clientId: ` ${clientId.toUpperCase()} ` }),
    ]) {
      expect(reply.body).toMatchObject({ clientsCount: 1, projectsCount: 1, data: [{ _id: clientId }] })
    }
  })

  test(row('DASH-CLIENT', 'in the query wins over the body'), async () => {
    const [one, other] = [await seller.addClient(), await seller.addClient()]
    const { body } = await read(seller, `?clientId=${one}`, { clientId: other })
    expect(idsOf(listAt(body, 'data'))).toEqual([one])
  })

  test(row('DASH-CLIENT', 'left out, null or empty asks for all'), async () => {
    const all = await read(seller)
    for (const reply of [
      await read(seller, '', {}),
      await read(seller, '', { clientId: null }),
      await read(seller, '', { clientId: '' }),
      await read(seller, '?clientId='),
      await read(seller, '?clientId=%20'),
    ]) {
      expect(reply.body).toEqual(all.body)
    }
  })

  test('a GET that says JSON and has no body is no fault', async () => {
    const reply = await keybox.send({
      method: 'GET',
      path: '/dashboard',
      headers: { authorization: `Bearer ${await seller.token()}`, 'content-type': 'application/json' },
    })
    expect(reply.status).toBe(200)
  })

  test(row('DASH-UNKNOWN', 'unknown or of another owner gives nothing'), async () => {
    const foreign = await (await aSeller(keybox)).sell()
    for (const clientId of [UNKNOWN_ID, foreign.clientId]) {
      for (const reply of [await read(seller, `?clientId=${clientId}`), await read(seller, '', { clientId })]) {
        expectSuccess(reply, 200, { message: FETCHED, clientsCount: 0, projectsCount: 0, data: [] })
      }
    }
  })

  test(row('DASH-400', 'malformed is a 400'), async () => {
    for (const clientId of ['abc', 'g'.repeat(24), '0'.repeat(25)]) {
      expectValidationError(await read(seller, `?clientId=${clientId}`), ['clientId'])
      expectValidationError(await read(seller, '', { clientId }), ['clientId'])
    }
    for (const clientId of [7, true, [], { $gt: '' }]) {
      expectValidationError(await read(seller, '', { clientId }), ['clientId'])
    }
    const id = await seller.addClient()
    expect((await read(seller, `?clientId=${id}&clientId=${id}`)).status).toBe(400)
  })
})
