import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

export const PASSWORD = 'correct horse battery'

export interface SignedIn {
  readonly id: string
  readonly email: string
  readonly headers: { readonly authorization: string }
}

export interface Sold {
  readonly clientId: string
  readonly projectId: string
  readonly key: string
}

let developers = 0

/** A developer with an account of their own, and the headers that sign their requests. */
export async function aDeveloper(server: FastifyInstance): Promise<SignedIn> {
  developers += 1
  const account = { email: `developer${developers}@example.com`, password: PASSWORD }
  const signUp = { name: 'Ada', ...account, confirm_password: PASSWORD }
  await expectStatus(201, server.inject({ method: 'POST', url: '/auth/signup', payload: signUp }))
  return logIn(server, account.email)
}

/** With a new token: one is good for half an hour only. */
export async function logIn(server: FastifyInstance, email: string): Promise<SignedIn> {
  const payload = { email, password: PASSWORD }
  const login = await expectStatus(200, server.inject({ method: 'POST', url: '/auth/login', payload }))
  const { token, userId } = login.json<{ token: string; userId: string }>()
  return { id: userId, email, headers: { authorization: `Bearer ${token}` } }
}

/** A client of theirs, with a project and its first licence. */
export async function aSale(server: FastifyInstance, { headers }: SignedIn, duration = 12): Promise<Sold> {
  const clientId = await aClient(server, { headers })
  const payload = { clientId, projectName: 'Shop', duration, services: ['Hosting'] }
  const created = await expectStatus(
    201,
    server.inject({ method: 'POST', url: '/projects/createProject', headers, payload }),
  )
  const { project, license } = created.json<{ project: { _id: string }; license: { key: string } }>()
  const { _id: projectId } = project
  return { clientId, projectId, key: license.key }
}

export async function aClient(server: FastifyInstance, { headers }: Pick<SignedIn, 'headers'>): Promise<string> {
  developers += 1
  const payload = { name: 'Grace', email: `client${developers}@example.com` }
  const created = await expectStatus(201, server.inject({ method: 'POST', url: '/clients', headers, payload }))
  const { _id: id } = created.json<{ client: { _id: string } }>().client
  return id
}

async function expectStatus(status: number, pending: Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse> {
  const response = await pending
  if (response.statusCode !== status) throw new Error(`${response.statusCode} in place of ${status}: ${response.body}`)
  return response
}
