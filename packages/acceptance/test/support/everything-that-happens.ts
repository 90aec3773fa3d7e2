import { expect } from 'vitest'
import type { TestKeyBox } from './keybox.ts'
import { textAt } from './reply.ts'
import { UNKNOWN_KEY } from './routes.ts'
import { keySecrets, type Secret } from './secret-traces.ts'

const PASSWORDS = {
  'the password': 'Correct-Horse-Battery-Staple',
  'a wrong password': 'Tr0ub4dor-and-three',
  'a password that was refused': 'mismatch-of-the-second-kind',
  'a password in broken JSON': 'a-password-that-no-parser-saw',
}
const IDEMPOTENCY_KEYS = { 'an idempotency key': 'order-4711-of-ada', 'a key that is none': 'order 4712 of ada' }
const FINGERPRINTS = { 'a fingerprint': 'CPU-0815/BOARD-4711', 'another fingerprint': 'CPU-1234/BOARD-5678' }

/** What came up in the life of a seller. */
export interface Happened {
  /** All of it that nobody else may learn. */
  readonly secrets: readonly Secret[]
  /** What is still good, but for an access token: they have ended. */
  readonly good: {
    readonly email: string
    readonly password: string
    readonly refreshToken: string
    readonly key: string
  }
}

/** Everything that is sent or answered once in the life of a seller, mistakes included. */
export async function everythingThatHappens(keybox: TestKeyBox): Promise<Happened> {
  const [password = '', wrong, refused, unparsed] = Object.values(PASSWORDS)
  const [machineId, otherMachine] = Object.values(FINGERPRINTS)
  const account = { name: 'Ada', email: 'ada@example.com', password, confirm_password: password }
  await keybox.call('POST', '/auth/signup', { ...account, confirm_password: refused })
  await keybox.call('POST', '/auth/signup', {
    ...account,
    email: 'nobody',
    password: refused,
    confirm_password: refused,
  })
  await keybox.call('POST', '/auth/signup', account)
  await keybox.call('POST', '/auth/signup', account)
  await keybox.call('POST', '/auth/login', { email: account.email, password: wrong })
  await keybox.call('POST', '/auth/login', { email: 'unknown@example.com', password: wrong })
  await sendBroken(keybox, '/auth/login', `{"password":"${unparsed}"`)
  const begun = (await keybox.call('POST', '/auth/login', account)).body
  const refreshTokens = await refreshing(keybox, textAt(begun, 'refreshToken'))
  const token = textAt((await keybox.call('POST', '/auth/login', account)).body, 'token')
  const expired = textAt((await keybox.call('POST', '/auth/login', account)).body, 'token')
  const authorization = `Bearer ${token}`
  const call = (method: string, path: string, body?: object) => keybox.call(method, path, body, { authorization })

  const client = await call('POST', '/clients', { name: 'Acme', email: 'it@acme.example' })
  const clientId = textAt(client.body, 'client', '_id')
  const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
  const named = { authorization, 'idempotency-key': IDEMPOTENCY_KEYS['an idempotency key'] }
  const project = await keybox.call('POST', '/projects/createProject', order, named)
  await keybox.call('POST', '/projects/createProject', order, named)
  await keybox.call('POST', '/projects/createProject', { ...order, duration: 1 }, named)
  const misnamed = { authorization, 'idempotency-key': IDEMPOTENCY_KEYS['a key that is none'] }
  await keybox.call('POST', '/projects/createProject', order, misnamed)
  const projectId = textAt(project.body, 'project', '_id')
  const key = textAt(project.body, 'license', 'key')
  const second = textAt(
    (await call('POST', '/license/create', { clientId, projectId, duration: 1 })).body,
    'license',
    'key',
  )

  const activation = { 'idempotency-key': IDEMPOTENCY_KEYS['an idempotency key'] }
  await keybox.call('POST', '/validate/activate', { key, machineId }, activation)
  await keybox.call('POST', '/validate/activate', { key, machineId }, activation)
  await keybox.call('POST', '/validate/activate', { key, machineId: otherMachine })
  await keybox.call('POST', '/validate', { key, instanceId: machineId })
  await keybox.call('POST', '/validate', { key: key.toLowerCase(), machineId: otherMachine })
  await keybox.call('POST', '/validate', { key: [key] })
  await sendBroken(keybox, '/validate', `{"key":"${key}"`)
  await sendBroken(keybox, '/validate', `key=${key}&machineId=${machineId}`, 'application/x-www-form-urlencoded')
  await call('GET', `/validate?key=${key}`)
  await call('GET', `/no/such/route/${key}?token=${token}&password=${password}`)
  for (const path of [key, key.toLowerCase(), `%20${key}`, `${key}/`, `${key}?token=${token}`]) {
    await call('PATCH', `/license/revoke/${path}`)
  }
  await call('PATCH', `/license/revoke/${key}`, { revoked: 'a text' })
  await call('PATCH', `/license/revoke/${UNKNOWN_KEY}`)
  await call('GET', '/dashboard')
  await keybox.call('GET', '/auth/me', undefined, { authorization: `bearer ${token}`, cookie: `token=${token}` })
  keybox.clock.advance(60 * 60 * 1000)
  await keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${expired}` })
  const secrets = [
    ...Object.entries({ ...PASSWORDS, ...FINGERPRINTS, ...IDEMPOTENCY_KEYS }).map(([name, text]) => ({ name, text })),
    ...[token, expired].flatMap((text, index) => [
      { name: `token ${index}`, text },
      { name: `the signature of token ${index}`, text: text.split('.')[2] ?? text },
    ]),
    ...refreshTokens.flatMap((text, index) => [
      { name: `refresh token ${index}`, text },
      { name: `what refresh token ${index} shares`, text: text.slice(4, 26) },
      { name: `the rest of refresh token ${index}`, text: text.slice(26) },
    ]),
    ...keySecrets('the first key', key),
    ...keySecrets('the first key in lower case', key.toLowerCase()),
    ...keySecrets('the second key', second),
  ]
  return { secrets, good: { email: account.email, password, refreshToken: refreshTokens.at(-1) ?? '', key: second } }
}

/** Every way in which a refresh token is shown; the last of those given stays good. */
async function refreshing(keybox: TestKeyBox, first: string): Promise<readonly string[]> {
  const next = textAt((await keybox.call('POST', '/auth/refresh', { refreshToken: first })).body, 'refreshToken')
  await sendBroken(keybox, '/auth/refresh', `{"refreshToken":"${next}"`)
  await sendBroken(keybox, `/auth/refresh/${next}?refreshToken=${next}`, '{}')
  await keybox.call('POST', '/auth/refresh', { refreshToken: [next] })
  await keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${next}` })
  const last = textAt((await keybox.call('POST', '/auth/refresh', { refreshToken: next })).body, 'refreshToken')
  return [first, next, last]
}

async function sendBroken(keybox: TestKeyBox, path: string, body: string, type = 'application/json'): Promise<void> {
  const reply = await keybox.send({ method: 'POST', path, headers: { 'content-type': type }, body })
  expect(reply.status).toBeGreaterThanOrEqual(400)
}
