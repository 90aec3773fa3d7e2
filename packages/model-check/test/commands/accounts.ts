import { displayName } from '@keybox/contracts'
import { emailIdentity, Redacted } from '@keybox/domain'
import { constantFrom, record, type Arbitrary } from 'fast-check'
import { failure, sameAddress, success, type AccountModel, type Model } from '../model/model.ts'
import { asking, picked, type ModelCommand } from './command.ts'
import { accountOf, emailOf, localParts, names, some } from './parameters.ts'

const PASSWORDS = ['correct horse battery', 'пароль-пароль'] as const
const passwords = constantFrom(...PASSWORDS)

export const signUps: Arbitrary<ModelCommand> = record({ name: names, localPart: localParts, password: passwords }).map(
  (parameters) => signUp(parameters),
)

/** The two developers that every sequence begins with. */
export const FIRST_DEVELOPERS: readonly ModelCommand[] = [
  signUp({ name: 'Ada', localPart: 'ada', password: PASSWORDS[0] }),
  signUp({ name: 'Bob', localPart: 'bob', password: PASSWORDS[1] }),
]

function signUp(parameters: { name: string; localPart: string; password: string }): ModelCommand {
  return asking({
    name: 'sign up',
    parameters,
    exchange: (model, world) => {
      const { name, localPart, password } = parameters
      const email = `${localPart}@${world.name}.example`
      const id = world.draw().id('Account')
      const command = {
        name: displayName(name),
        email: emailOf(email),
        password: new Redacted('Password', password),
      }
      return {
        ask: (useCases) => useCases.signUp(command),
        answer: () => {
          if (accountAt(model, email) !== undefined) return failure('EmailTaken')
          const account = { id, name, email, password, createdAt: model.now }
          model.accounts.push(account)
          return success(shown(account))
        },
      }
    },
  })
}

export const logIns: Arbitrary<ModelCommand> = record({ localPart: localParts, password: passwords }).map(
  (parameters) =>
    asking({
      name: 'log in',
      parameters,
      exchange: (model, world) => {
        const email = `${parameters.localPart}@${world.name}.example`
        const password = new Redacted('Password', parameters.password)
        return {
          ask: (useCases) => useCases.logIn({ email: emailIdentity(emailOf(email)), password, network: 'anywhere' }),
          answer: () => {
            const account = accountAt(model, email)
            if (account?.password !== parameters.password) return failure('InvalidCredentials')
            return success({ account: shown(account), token: account.id })
          },
        }
      },
    }),
)

export const authentications: Arbitrary<ModelCommand> = record({ account: some }).map((parameters) =>
  asking({
    name: 'authenticate',
    parameters,
    exchange: (model, world) => {
      // The last number is that of somebody who has no account.
      const known = parameters.account < 5 ? picked(model.accounts, parameters.account) : undefined
      const token = new Redacted('AccessToken', accountOf(known?.id ?? world.draw().id('Account')))
      return {
        ask: (useCases) => useCases.authenticate(token),
        answer: () => (known === undefined ? failure('Unauthenticated') : success(shown(known))),
      }
    },
  }),
)

function accountAt(model: Model, email: string): AccountModel | undefined {
  return model.accounts.find((account) => sameAddress(account.email, email))
}

function shown({ password, ...account }: AccountModel): object {
  return { ...account, passwordHash: `$plain$${password}`, role: 'DEVELOPER', updatedAt: account.createdAt }
}
