import { randomUUID } from 'node:crypto'
import type { Call, JsonObject, Reply } from '../http-client.ts'
import { signInOf, type SignIn } from '../sign-in.ts'
import type { Step } from './step.ts'

/** A request in JSON; signed in, with a token. */
export type Ask = (method: string, path: string, body?: JsonObject, headers?: Call['headers']) => Promise<Reply>

const PASSWORD = 'correct horse battery'

/** What is done about sessions, each of somebody who has just signed up and logged in, twice. */
export function sessionSteps(ask: Ask, asWith: (token: string) => Ask): readonly Step[] {
  const begun = async (): Promise<SignIn> => {
    const account = { name: 'Ada', email: `${randomUUID()}@example.com`, password: PASSWORD }
    await ask('POST', '/auth/signup', { ...account, confirm_password: PASSWORD })
    await ask('POST', '/auth/login', account)
    return signInOf(await ask('POST', '/auth/login', account))
  }
  const refresh = ({ refreshToken }: SignIn): Promise<Reply> => ask('POST', '/auth/refresh', { refreshToken })
  const used = async (): Promise<SignIn> => {
    const session = await begun()
    signInOf(await refresh(session))
    return session
  }
  const end =
    (path: string) =>
    ({ token }: SignIn) =>
      asWith(token)('POST', path)
  const change = ({ token }: SignIn): Promise<Reply> =>
    asWith(token)('POST', '/auth/password', { old_password: PASSWORD, new_password: `${PASSWORD}!` })
  return [
    { name: 'POST /auth/refresh', status: 200, prepare: of(begun, refresh) },
    { name: 'POST /auth/refresh, used before', status: 401, prepare: of(used, refresh) },
    { name: 'POST /auth/password', status: 200, prepare: of(begun, change) },
    { name: 'POST /auth/logout', status: 200, prepare: of(begun, end('/auth/logout')) },
    { name: 'POST /auth/logout-all', status: 200, prepare: of(begun, end('/auth/logout-all')) },
  ]
}

function of(prepare: () => Promise<SignIn>, request: (session: SignIn) => Promise<Reply>): Step['prepare'] {
  return async () => {
    const session = await prepare()
    return () => request(session)
  }
}
