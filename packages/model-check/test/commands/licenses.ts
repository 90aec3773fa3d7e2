import { constantFrom, record, type Arbitrary } from 'fast-check'
import { activated, revocation, verdict } from '../model/licenses.ts'
import type { LicenseModel, Model } from '../model/model.ts'
import type { World } from '../sequence/world.ts'
import { asking, pick, picked, type ModelCommand } from './command.ts'
import { accountOf, fingerprintOf, fingerprints, keyAs, rarely, some, spellings, strangers } from './parameters.ts'

const keys = { license: some, spelling: spellings, unknown: rarely() }

export const activations: Arbitrary<ModelCommand> = record({ ...keys, fingerprint: fingerprints }).map((parameters) =>
  asking({
    name: 'activate',
    parameters,
    applies: hasLicenses,
    exchange: (model, world) => {
      const { license, text } = shownKey(model, world, parameters)
      const command = { key: keyAs(parameters.spelling, text), fingerprint: fingerprintOf(parameters.fingerprint) }
      return {
        ask: (useCases) => useCases.activateLicense(command),
        answer: () => activated(model, license, parameters.fingerprint),
      }
    },
  }),
)

export const validations: Arbitrary<ModelCommand> = record({ ...keys, fingerprint: fingerprints }).map((parameters) =>
  asking({
    name: 'validate',
    parameters,
    applies: hasLicenses,
    exchange: (model, world) => {
      const { license, text } = shownKey(model, world, parameters)
      const command = { key: keyAs(parameters.spelling, text), fingerprint: fingerprintOf(parameters.fingerprint) }
      return {
        ask: async (useCases) => useCases.validateLicense(command),
        answer: () => verdict(model, license, parameters.fingerprint),
      }
    },
  }),
)

/** Toggles, and revocations that are set. */
export const revocations: Arbitrary<ModelCommand> = record({
  ...keys,
  stranger: strangers,
  revoked: constantFrom(undefined, undefined, true, false),
}).map((parameters) =>
  asking({
    name: parameters.revoked === undefined ? 'toggle' : 'set revoked',
    parameters,
    applies: hasLicenses,
    exchange: (model, world) => {
      const { revoked, stranger } = parameters
      const { license, text } = shownKey(model, world, parameters)
      const own = license?.owner ?? picked(model.accounts, 0).id
      const owner = stranger
        ? (pick(
            model.accounts.filter(({ id }) => id !== own),
            0,
          )?.id ?? own)
        : own
      const key = keyAs(parameters.spelling, text)
      return {
        ask: async (useCases) => key && useCases.revokeLicense({ owner: accountOf(owner), key, revoked }),
        answer: () => revocation(model, owner, license, revoked),
      }
    },
  }),
)

function hasLicenses({ licenses }: Model): boolean {
  return licenses.length > 0
}

/** A licence and its key, or a key of the same project that was never issued. */
function shownKey(
  model: Model,
  world: World,
  { license: number, unknown }: { readonly license: number; readonly unknown: boolean },
): { readonly license: LicenseModel | undefined; readonly text: string } {
  const license = picked(model.licenses, number)
  if (!unknown) return { license, text: license.key }
  return { license: undefined, text: `KB-${license.project}-${world.name.slice(-4).toUpperCase()}-ZZZZ-ZZZZ` }
}
