import type { JsonObject, Reply } from './http-client.ts'
import type { TestKeyBox } from './keybox.ts'
import { textAt } from './reply.ts'
import { MINUTE } from './test-clock.ts'

export const PASSWORD = 'correct horse battery'

/** A developer who has signed up, with short words for what a test needs to be there. */
export interface Seller {
  readonly userId: string
  readonly email: string
  /** A token that is still good, whatever the clock was set to. */
  token(): Promise<string>
  call(method: string, path: string, body?: unknown): Promise<Reply>
  /** @returns the client's id */
  addClient(fields?: JsonObject): Promise<string>
  addProject(clientId: string, fields?: JsonObject): Promise<ProjectWithKey>
  /** A new client with a new project and its first licence. */
  sell(fields?: JsonObject): Promise<ProjectWithKey>
  /** The same, activated on `machineId`. */
  sellActivated(machineId: string, fields?: JsonObject): Promise<ProjectWithKey>
  revoke(key: string, body?: unknown): Promise<Reply>
}

export interface ProjectWithKey {
  readonly clientId: string
  readonly projectId: string
  readonly key: string
  readonly license: JsonObject
}

let counter = 0

/** A word that no other call gave. */
export function unique(word: string): string {
  counter += 1
  return `${word}-${counter}`
}

export async function aSeller(keybox: TestKeyBox): Promise<Seller> {
  const email = `${unique('seller')}@example.com`
  const account = { name: 'Ada', email, password: PASSWORD, confirm_password: PASSWORD }
  const userId = textAt((await keybox.call('POST', '/auth/signup', account)).body, 'userId')
  const token = freshToken(keybox, email)
  const call: Seller['call'] = async (method, path, body) =>
    keybox.call(method, path, body, { authorization: `Bearer ${await token()}` })
  const addClient: Seller['addClient'] = async (fields) => {
    const reply = await call('POST', '/clients', { name: 'Acme', email: `${unique('client')}@example.com`, ...fields })
    return textAt(reply.body, 'client', '_id')
  }
  const addProject: Seller['addProject'] = async (clientId, fields) => {
    const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'], ...fields }
    const { body } = await call('POST', '/projects/createProject', order)
    const license = body['license'] as JsonObject
    return { clientId, projectId: textAt(body, 'project', '_id'), key: textAt(body, 'license', 'key'), license }
  }
  const sell: Seller['sell'] = async (fields) => addProject(await addClient(), fields)
  return {
    userId,
    email,
    token,
    call,
    addClient,
    addProject,
    sell,
    sellActivated: async (machineId, fields) => {
      const sold = await sell(fields)
      await activate(keybox, sold.key, machineId)
      return sold
    },
    revoke: (key, body) => call('PATCH', `/license/revoke/${key}`, body),
  }
}

async function activate(keybox: TestKeyBox, key: string, machineId: string): Promise<void> {
  const reply = await keybox.call('POST', '/validate/activate', { key, machineId })
  if (reply.status !== 200) throw new Error(`Not activated: ${reply.text}`)
}

export async function validate(keybox: TestKeyBox, body: JsonObject): Promise<JsonObject> {
  return (await keybox.call('POST', '/validate', body)).body
}

export async function logIn(keybox: TestKeyBox, email: string, password: string = PASSWORD): Promise<string> {
  return textAt((await keybox.call('POST', '/auth/login', { email, password })).body, 'token')
}

/** Logs in anew when the test's clock has left the term of the token behind, in either direction. */
function freshToken(keybox: TestKeyBox, email: string): () => Promise<string> {
  let held: { readonly token: string; readonly at: number } | undefined
  return async () => {
    const now = keybox.clock.now()
    if (held === undefined || now < held.at || now - held.at > 20 * MINUTE) {
      held = { token: await logIn(keybox, email), at: now }
    }
    return held.token
  }
}
