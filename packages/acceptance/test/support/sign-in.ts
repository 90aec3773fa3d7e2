import type { Reply } from './http-client.ts'
import type { TestKeyBox } from './keybox.ts'
import { textAt } from './reply.ts'
import { PASSWORD } from './seller.ts'

/** What a client has of its session. */
export interface SignIn {
  readonly token: string
  readonly refreshToken: string
}

export async function signIn(keybox: TestKeyBox, email: string, password: string = PASSWORD): Promise<SignIn> {
  return signInOf(await keybox.call('POST', '/auth/login', { email, password }))
}

/** @throws TypeError for a reply that hands out no tokens */
export function signInOf({ body }: Reply): SignIn {
  return { token: textAt(body, 'token'), refreshToken: textAt(body, 'refreshToken') }
}

export function refresh(keybox: TestKeyBox, refreshToken: unknown): Promise<Reply> {
  return keybox.call('POST', '/auth/refresh', { refreshToken })
}

/** A request with the token of a session. */
export function callAs(
  keybox: TestKeyBox,
  { token }: Pick<SignIn, 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  return keybox.call(method, path, body, { authorization: `Bearer ${token}` })
}

/** What `GET /auth/me` answers to the token: 200 while the session goes on. */
export async function meStatus(keybox: TestKeyBox, session: Pick<SignIn, 'token'>): Promise<number> {
  return (await callAs(keybox, session, 'GET', '/auth/me')).status
}
