import { displayName } from '@keybox/contracts'
import { record, type Arbitrary } from 'fast-check'
import { failure, sameAddress, success } from '../model/model.ts'
import { asking, picked, type ModelCommand } from './command.ts'
import { accountOf, emailOf, localParts, names, owners } from './parameters.ts'

export const clientCreations: Arbitrary<ModelCommand> = record({
  owner: owners,
  name: names,
  localPart: localParts,
}).map((parameters) =>
  asking({
    name: 'create client',
    parameters,
    exchange: (model, world) => {
      const { name } = parameters
      const owner = picked(model.accounts, parameters.owner).id
      const email = `${parameters.localPart}@customer.example`
      const id = world.draw().id('Client')
      const command = { owner: accountOf(owner), name: displayName(name), email: emailOf(email) }
      return {
        ask: (useCases) => useCases.createClient(command),
        answer: () => {
          const isTaken = model.clients.some((one) => one.owner === owner && sameAddress(one.email, email))
          if (isTaken) return failure('ClientEmailTaken')
          const client = { id, owner, name, email, createdAt: model.now }
          model.clients.push(client)
          return success({ ...client, updatedAt: model.now })
        },
      }
    },
  }),
)
