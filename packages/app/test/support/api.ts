export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** One JSON request to a running server. */
export async function call(address: string, route: string, body?: object, token?: string): Promise<Reply> {
  const [method = 'GET', path = '/'] = route.split(' ')
  const response = await fetch(address + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const SELLER = { email: 'ada@example.com', password: 'correct horse battery' }

/** A token for a seller who signs up for it. */
export async function signedUp(address: string): Promise<string> {
  const { password } = SELLER
  await call(address, 'POST /auth/signup', { name: 'Ada', ...SELLER, confirm_password: password })
  return loggedIn(address)
}

/** @throws when the seller is not known there */
export async function loggedIn(address: string): Promise<string> {
  const { status, body } = await call(address, 'POST /auth/login', SELLER)
  if (status !== 200) throw new Error(`Log-in answered ${status}: ${String(body['message'])}`)
  return String(body['token'])
}

/** A project with its licence; its key. */
export async function licensed(address: string, token: string): Promise<string> {
  const made = await call(address, 'POST /clients', { name: 'Grace', email: 'grace@example.com' }, token)
  const { _id: clientId } = made.body['client'] as { _id: string }
  const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
  const created = await call(address, 'POST /projects/createProject', order, token)
  return (created.body['license'] as { key: string }).key
}
