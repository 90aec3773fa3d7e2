import type { AccessTokenClaims } from '../ports/access-tokens.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { AccountId } from '../shared/entity-id.ts'
import { ok } from '../shared/result.ts'

export interface LogOutDependencies {
  readonly unitOfWork: UnitOfWork
}

export type LogOut = (claims: AccessTokenClaims) => Promise<void>

export type LogOutEverywhere = (account: AccountId) => Promise<void>

/** Ends the session: once this is told, no node takes a token of it. */
export function logOut({ unitOfWork }: LogOutDependencies): LogOut {
  return async ({ account, session }) => {
    await unitOfWork.run(async ({ sessions }) => {
      await sessions.end(account, session)
      return ok()
    })
  }
}

/** Ends every session of the account, that of the request too. */
export function logOutEverywhere({ unitOfWork }: LogOutDependencies): LogOutEverywhere {
  return async (account) => {
    await unitOfWork.run(async ({ sessions }) => {
      await sessions.endAll(account, undefined)
      return ok()
    })
  }
}
