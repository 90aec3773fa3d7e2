import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { send, type Reply } from '../support/http-client.ts'
import { inTemporaryFolder, startProgram, type Program } from '../support/program.ts'
import { textAt } from '../support/reply.ts'

const password = 'correct horse battery'

async function call(program: Program, method: string, path: string, body?: object, token?: string): Promise<Reply> {
  return send(program.address, {
    method,
    path,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** Everything a seller does, in the order in which it happens. @returns what must outlive the server */
async function sellersStory(program: Program) {
  const account = { name: 'Ada', email: 'ada@example.com', password, confirm_password: password }
  expect((await call(program, 'POST', '/auth/signup', account)).status).toBe(201)
  const token = textAt((await call(program, 'POST', '/auth/login', account)).body, 'token')
  const client = await call(program, 'POST', '/clients', { name: 'Acme', email: 'it@acme.example' }, token)
  const clientId = textAt(client.body, 'client', '_id')
  const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting', 'Domain'] }
  const project = await call(program, 'POST', '/projects/createProject', order, token)
  const key = textAt(project.body, 'license', 'key')
  const verdict = async (machineId: string) =>
    (await call(program, 'POST', '/validate', { key, machineId })).body['status']

  expect(await verdict('office-pc')).toBe('pending')
  expect((await call(program, 'POST', '/validate/activate', { key, machineId: 'office-pc' })).status).toBe(200)
  expect(await verdict('office-pc')).toBe('active')
  // Three of the five requests that one address has: the limit is the one out of the box.
  const otherMachine = await call(program, 'POST', '/validate', { key, machineId: 'laptop' })
  expect(otherMachine.body['status']).toBe('machine_mismatch')
  expect(otherMachine.headers['ratelimit-remaining']).toBe('1')
  expect((await call(program, 'PATCH', `/license/revoke/${key}`, undefined, token)).body['status']).toBe('REVOKED')
  expect(await verdict('office-pc')).toBe('revoked')
  expect((await call(program, 'PATCH', `/license/revoke/${key}`, undefined, token)).body['status']).toBe('ACTIVE')
  const dashboard = await call(program, 'GET', '/dashboard', undefined, token)
  expect(dashboard.text).toContain(createHash('sha256').update('office-pc').digest('hex'))
  return { token, key, dashboard: dashboard.body }
}

test('the seller’s whole story on the program as it is out of the box; stopped and started again all is still there', async () => {
  await inTemporaryFolder(async (folder) => {
    const env = { KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'data/keybox.db')}` }
    const first = await startProgram(env)
    const { token, key, dashboard } = await sellersStory(first)
    expect(await first.stop()).toBe(0)

    const second = await startProgram(env)
    try {
      expect((await call(second, 'GET', '/dashboard', undefined, token)).body).toEqual(dashboard)
      const login = await call(second, 'POST', '/auth/login', { email: 'ADA@example.com', password })
      expect(login.status).toBe(200)
      const verdict = await call(second, 'POST', '/validate', { key, machineId: 'office-pc' })
      expect(verdict.body).toMatchObject({ valid: true, status: 'active', duration: '12 months' })
    } finally {
      expect(await second.stop()).toBe(0)
    }
  })
})
