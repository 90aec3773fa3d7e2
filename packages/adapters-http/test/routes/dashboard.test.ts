import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { aClient, aDeveloper, aSale, type SignedIn } from '../support/developer.ts'

interface Tree {
  readonly success: boolean
  readonly message: string
  readonly clientsCount: number
  readonly projectsCount: number
  readonly data: readonly {
    readonly _id: string
    readonly projects: readonly { readonly licenses: readonly object[] }[]
  }[]
}

describe('what it shows', () => {
  test('clients, their projects and the licences of these; empty lists where there are none', async () => {
    const { server } = await startApi()
    const developer = await aDeveloper(server)
    const first = await aSale(server, developer)
    const empty = await aClient(server, developer)
    const { headers } = developer
    const { clientId, projectId, key } = first
    await server.inject({ method: 'POST', url: '/validate/activate', payload: { key, machineId: 'm' } })
    await server.inject({
      method: 'POST',
      url: '/license/create',
      headers,
      payload: { clientId, projectId, duration: 1 },
    })
    await server.inject({
      method: 'POST',
      url: '/projects/createProject',
      headers,
      payload: { clientId, projectName: 'Second "quoted" \\ project', duration: 1, services: ['Domain', 'Hosting'] },
    })
    const tree = (await server.inject({ url: '/dashboard', headers })).json<Tree>()
    const dates = { createdAt: '2024-06-01T12:00:00.000Z', updatedAt: '2024-06-01T12:00:00.000Z' }
    const license = {
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      issuedAt: '2024-06-01T12:00:00.000Z',
      services: ['Hosting'],
      status: 'PENDING',
    }
    expect(tree).toEqual({
      success: true,
      message: 'Dashboard fetched successfully',
      clientsCount: 2,
      projectsCount: 2,
      data: [
        {
          _id: clientId,
          name: 'Grace',
          email: expect.any(String),
          owner: developer.id,
          ...dates,
          projects: [
            {
              _id: projectId,
              name: 'Shop',
              client: clientId,
              ...dates,
              licenses: [
                {
                  ...license,
                  key,
                  duration: 12,
                  expiresAt: '2025-06-01T12:00:00.000Z',
                  status: 'ACTIVE',
                  machineId: '62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a',
                },
                { ...license, key: expect.any(String), duration: 1, expiresAt: '2024-07-01T12:00:00.000Z' },
              ],
            },
            {
              _id: expect.any(String),
              name: 'Second "quoted" \\ project',
              client: clientId,
              ...dates,
              licenses: [
                {
                  ...license,
                  key: expect.any(String),
                  duration: 1,
                  expiresAt: '2024-07-01T12:00:00.000Z',
                  services: ['Domain', 'Hosting'],
                },
              ],
            },
          ],
        },
        { _id: empty, name: 'Grace', email: expect.any(String), owner: developer.id, ...dates, projects: [] },
      ],
    })
  })

  test('nothing yet', async () => {
    const { server } = await startApi()
    const { headers } = await aDeveloper(server)
    const response = await server.inject({ url: '/dashboard', headers })
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(response.json()).toMatchObject({ clientsCount: 0, projectsCount: 0, data: [] })
  })
})

async function setUp(): Promise<{ server: FastifyInstance; developer: SignedIn; one: string; other: string }> {
  const { server } = await startApi()
  const developer = await aDeveloper(server)
  const { clientId: one } = await aSale(server, developer)
  return { server, developer, one, other: await aClient(server, developer) }
}

const shown = (tree: Tree): readonly string[] => tree.data.map(({ _id: id }) => id)

describe('which client', () => {
  test('by the query, by the body, and the query wins', async () => {
    const { server, developer, one, other } = await setUp()
    const get = async (query: string, body?: object) =>
      shown(
        (
          await server.inject({
            method: 'GET',
            url: `/dashboard${query}`,
            headers: developer.headers,
            ...(body && { payload: body }),
          })
        ).json<Tree>(),
      )
    expect(await get('')).toEqual([one, other])
    expect(await get(`?clientId=${one}`)).toEqual([one])
    expect(await get(`?clientId=%20${one.toUpperCase()}%20`)).toEqual([one])
    expect(await get('', { clientId: other })).toEqual([other])
    expect(await get(`?clientId=${one}`, { clientId: other })).toEqual([one])
    expect(await get(`?clientId=${one}`, { clientId: 'malformed' })).toEqual([one])
    expect(await get('?clientId=', { clientId: other })).toEqual([other])
    expect(await get('', { clientId: null })).toEqual([one, other])
    expect(await get('', { clientId: ' ' })).toEqual([one, other])
    expect(await get('', {})).toEqual([one, other])
  })

  test('an empty body of JSON is none', async () => {
    const { server, developer } = await setUp()
    const headers = { ...developer.headers, 'content-type': 'application/json' }
    expect((await server.inject({ url: '/dashboard', headers, payload: '' })).statusCode).toBe(200)
    expect((await server.inject({ url: '/dashboard', headers })).statusCode).toBe(200)
  })

  test("an unknown one, and another owner's, is empty and byte for byte the same", async () => {
    const { server, developer, one } = await setUp()
    const stranger = await aDeveloper(server)
    const unknown = await server.inject({ url: `/dashboard?clientId=${'f'.repeat(24)}`, headers: developer.headers })
    const foreign = await server.inject({ url: `/dashboard?clientId=${one}`, headers: stranger.headers })
    expect(unknown.json()).toMatchObject({ clientsCount: 0, projectsCount: 0, data: [] })
    expect(foreign.body).toBe(unknown.body)
  })

  test.each([
    ['?clientId=x', undefined],
    ['?clientId=aaaaaaaaaaaaaaaaaaaaaaaa&clientId=bbbbbbbbbbbbbbbbbbbbbbbb', undefined],
    ['', { clientId: 'x' }],
    ['', { clientId: { $gt: '' } }],
    ['', { clientId: ['a'] }],
    ['', { clientId: 5 }],
    ['', []],
  ])('%s with %j is a 400', async (query, body) => {
    const { server, developer } = await setUp()
    const response = await server.inject({
      method: 'GET',
      url: `/dashboard${query}`,
      headers: developer.headers,
      ...(body !== undefined && { payload: body }),
    })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({
      success: false,
      code: expect.stringMatching(/VALIDATION_ERROR|INVALID_BODY/),
    })
  })
})
