import { displayName, termMonths } from '@keybox/contracts'
import { trustedEntityId } from '@keybox/domain'
import { record, type Arbitrary } from 'fast-check'
import { issued, shown, type Order } from '../model/licenses.ts'
import { failure, success, type LicenseModel, type Model } from '../model/model.ts'
import { textAt } from '../sequence/plain.ts'
import { asking, pick, picked, type ModelCommand } from './command.ts'
import { accountOf, months, names, rarely, serviceNames, servicesOf, some, strangers } from './parameters.ts'

/** What is the same about both ways to order a licence. */
const terms = { duration: months, services: serviceNames, stranger: strangers }

export const projectCreations: Arbitrary<ModelCommand> = record({
  client: some,
  name: names,
  unknown: rarely(),
  ...terms,
}).map((parameters) =>
  asking({
    name: 'create project',
    parameters,
    applies: (model) => model.clients.length > 0 || parameters.unknown,
    exchange: (model, world) => {
      const { name, duration, services, stranger, unknown } = parameters
      const known = unknown ? undefined : picked(model.clients, parameters.client)
      const owner = actorFor(model, known?.owner, stranger)
      const fresh = world.draw()
      const [id, license] = [fresh.id('Project'), fresh.id('License')]
      const client = known?.id ?? fresh.id('Client')
      const command = {
        owner: accountOf(owner),
        client: trustedEntityId('Client', client),
        name: displayName(name),
        duration: termMonths(duration),
        services: servicesOf(services),
      }
      return {
        ask: (useCases) => useCases.createProject(command),
        answer: (first) => {
          if (known?.owner !== owner) return failure('ClientNotFound')
          const project = { id, owner, client, name, createdAt: model.now }
          model.projects.push(project)
          const key = textAt(first, 'value', 'license', 'key')
          const order = { id: license, key, owner, client, project: id, duration, services }
          return success({ project: { ...project, updatedAt: model.now }, license: shown(added(model, order)) })
        },
      }
    },
  }),
)

export const licenseCreations: Arbitrary<ModelCommand> = record({
  project: some,
  client: some,
  otherClient: rarely(),
  unknownProject: rarely(),
  keyTaken: rarely(),
  ...terms,
}).map((parameters) =>
  asking({
    name: 'create license',
    parameters,
    applies: (model) => model.projects.length > 0,
    exchange: (model, world) => {
      const { duration, services, stranger } = parameters
      const of = picked(model.projects, parameters.project)
      const owner = actorFor(model, of.owner, stranger)
      const client = parameters.otherClient ? picked(model.clients, parameters.client).id : of.client
      const taken = model.licenses.find((one) => parameters.keyTaken && one.project === of.id)
      const fresh = world.draw(taken?.id)
      const project = parameters.unknownProject ? fresh.id('Project') : of.id
      const id = fresh.id('License')
      const command = {
        owner: accountOf(owner),
        client: trustedEntityId('Client', client),
        project: trustedEntityId('Project', project),
        duration: termMonths(duration),
        services: servicesOf(services),
      }
      return {
        ask: (useCases) => useCases.createLicense(command),
        answer: (first) => {
          if (model.clients.find((one) => one.id === client)?.owner !== owner) return failure('ClientNotFound')
          if (parameters.unknownProject || of.client !== client) return failure('ProjectNotFound')
          const key = textAt(first, 'value', 'key')
          const order = { id, key, owner, client, project, duration, services }
          return success(shown(added(model, order)), taken === undefined ? 'ok' : 'ok, with another key')
        },
      }
    },
  }),
)

/** Whoever it belongs to, or somebody else. */
function actorFor(model: Model, owner: string | undefined, isStranger: boolean): string {
  const others = model.accounts.filter(({ id }) => id !== owner)
  return isStranger || owner === undefined ? (pick(others, 0)?.id ?? '') : owner
}

/** The key is the subject's to choose, as long as it is a new one of the right form: else it is shown as another. */
function added(model: Model, order: Order): LicenseModel {
  const form = new RegExp(`^KB-${order.project}(-[0-9A-Z]{4}){3}$`)
  const isNew = model.licenses.every(({ key }) => key !== order.key)
  const license = issued(model, form.test(order.key) && isNew ? order : { ...order, key: 'a new key of this project' })
  model.licenses.push(license)
  return license
}
