import { displayName } from '@keybox/contracts'
import { Redacted } from '@keybox/domain'
import { constantFrom, record, type Arbitrary } from 'fast-check'
import { failure, sameAddress, success, type AccountModel, type Model } from '../model/model.ts'
import { asking, type ModelCommand } from './command.ts'
import { emailOf, localParts, names } from './parameters.ts'

const PASSWORDS = ['correct horse battery', 'пароль-пароль'] as const
export const passwords: Arbitrary<string> = constantFrom(...PASSWORDS)

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
          const account = { id, name, email, password, createdAt: model.now, updatedAt: model.now }
          model.accounts.push(account)
          return success(shown(account))
        },
      }
    },
  })
}

export function accountAt(model: Model, email: string): AccountModel | undefined {
  return model.accounts.find((account) => sameAddress(account.email, email))
}

export function shown({ password, ...account }: AccountModel): object {
  return { ...account, passwordHash: `$plain$${password}`, role: 'DEVELOPER' }
}
