import { emailIdentity, parseRefreshToken, Redacted, trustedEntityId } from '@keybox/domain'
import { record, type Arbitrary } from 'fast-check'
import { failure, success, type Answer, type Model, type SessionModel } from '../model/model.ts'
import { textAt } from '../sequence/plain.ts'
import { accountAt, passwords, shown } from './accounts.ts'
import { asking, pick, type ModelCommand } from './command.ts'
import { emailOf, localParts, some } from './parameters.ts'

const DAY = 86_400_000
const TOKEN_MS = 1_800_000

export const logIns: Arbitrary<ModelCommand> = record({ localPart: localParts, password: passwords }).map(
  (parameters) =>
    asking({
      name: 'log in',
      parameters,
      exchange: (model, world) => {
        const email = `${parameters.localPart}@${world.name}.example`
        const password = new Redacted('Password', parameters.password)
        const id = world.draw().id('Session')
        return {
          ask: (useCases) => useCases.logIn({ email: emailIdentity(emailOf(email)), password, network: 'anywhere' }),
          answer: (first) => {
            const account = accountAt(model, email)
            if (account?.password !== parameters.password) return failure('InvalidCredentials')
            const facts = { id, owner: account.id, createdAt: model.now, endsAt: 0, revision: 0, refreshTokens: [] }
            model.sessions.push(facts)
            return success({ account: shown(account), ...tokensOf(facts, model.now, first) })
          },
        }
      },
    }),
)

export const refreshes: Arbitrary<ModelCommand> = record({ session: some, token: some }).map((parameters) =>
  asking({
    name: 'refresh',
    parameters,
    exchange: (model, world) => {
      const session = pick(model.sessions, parameters.session)
      world.draw()
      // Mostly the one that is good, else one that was used.
      const { refreshTokens = [] } = session ?? {}
      const shownToken = parameters.token < 3 ? refreshTokens.at(-1) : refreshTokens[0]
      return {
        ask: (useCases) => useCases.refreshSession(parseRefreshToken(shownToken ?? 'kbr_of nobody')),
        answer: (first) => {
          if (session === undefined) return failure('InvalidRefreshToken')
          if (shownToken === refreshTokens.at(-1) && model.now < session.endsAt) {
            return success(tokensOf(session, model.now, first))
          }
          endWhere(model, ({ id }) => id === session.id)
          return failure('InvalidRefreshToken')
        },
      }
    },
  }),
)

export const authentications: Arbitrary<ModelCommand> = record({ session: some }).map((parameters) =>
  asking({
    name: 'authenticate',
    parameters,
    exchange: (model, world) => {
      // The last number is that of somebody who is not signed in.
      const known = parameters.session < 5 ? pick(model.sessions, parameters.session) : undefined
      const { id, owner } = known ?? { id: world.draw().id('Session'), owner: model.accounts[0]?.id ?? '' }
      const token = new Redacted('AccessToken', `${owner} ${id}`)
      return {
        ask: (useCases) => useCases.authenticate(token),
        answer: () =>
          known !== undefined && model.now < known.endsAt
            ? success({ account: owner, session: id })
            : failure('Unauthenticated'),
      }
    },
  }),
)

export const logOuts: Arbitrary<ModelCommand> = record({ session: some, everywhere: some }).map((parameters) =>
  asking({
    name: 'log out',
    parameters,
    exchange: (model, world) => {
      const known = pick(model.sessions, parameters.session)
      const { id, owner } = known ?? { id: world.draw().id('Session'), owner: world.draw().id('Account') }
      const claims = { account: trustedEntityId('Account', owner), session: trustedEntityId('Session', id) }
      const everywhere = parameters.everywhere === 0
      return {
        ask: (useCases) => (everywhere ? useCases.logOutEverywhere(claims.account) : useCases.logOut(claims)),
        answer: (): Answer => {
          endWhere(model, (session) => (everywhere ? session.owner === owner : session.id === id))
          return { outcome: everywhere ? 'everywhere' : 'here', reply: undefined }
        },
      }
    },
  }),
)

export const passwordChanges: Arbitrary<ModelCommand> = record({
  session: some,
  oldPassword: passwords,
  newPassword: passwords,
}).map((parameters) =>
  asking({
    name: 'change password',
    parameters,
    exchange: (model, world) => {
      const known = pick(model.sessions, parameters.session)
      const { id, owner } = known ?? { id: world.draw().id('Session'), owner: world.draw().id('Account') }
      const command = {
        account: trustedEntityId('Account', owner),
        session: trustedEntityId('Session', id),
        oldPassword: new Redacted('Password', parameters.oldPassword),
        newPassword: new Redacted('Password', parameters.newPassword),
        network: 'anywhere',
      }
      return {
        ask: (useCases) => useCases.changePassword(command),
        answer: () => {
          const account = model.accounts.find((each) => each.id === owner)
          if (account?.password !== parameters.oldPassword) return failure('InvalidCredentials')
          account.password = parameters.newPassword
          account.updatedAt = model.now
          endWhere(model, (session) => session.owner === owner && session.id !== id)
          return { outcome: 'ok', reply: { ok: true } }
        },
      }
    },
  }),
)

/** The next tokens of a session; the text of the refresh token is the first subject's to choose. */
function tokensOf(session: SessionModel, now: number, first: unknown): object {
  session.endsAt = Math.min(now + 30 * DAY, session.createdAt + 90 * DAY)
  session.revision += 1
  const refreshToken = textAt(first, 'value', 'refreshToken')
  session.refreshTokens.push(refreshToken)
  return {
    token: `${session.owner} ${session.id} ${session.revision}`,
    expiresAt: Math.min(now + TOKEN_MS, session.endsAt),
    refreshToken,
    refreshExpiresAt: session.endsAt,
  }
}

function endWhere(model: Model, applies: (session: SessionModel) => boolean): void {
  for (const session of model.sessions.filter(applies)) model.sessions.splice(model.sessions.indexOf(session), 1)
}
