// tsyringe reads decorator metadata through it when it loads, decorators or not; so it comes first.
import 'reflect-metadata'

import {
  createAccessTokens,
  createIdGenerator,
  createPasswordHasher,
  sha256Fingerprint,
  sha256Secret,
  type Argon2,
  type PasswordHashCost,
} from '@keybox/adapters-crypto'
import type { HttpUseCases } from '@keybox/adapters-http'
import {
  activateLicense,
  authenticate,
  changePassword,
  createClient,
  createLicense,
  createProject,
  logIn,
  logOut,
  logOutEverywhere,
  readAccount,
  readDashboard,
  refreshSession,
  revokeLicense,
  signUp,
  validateLicense,
  type AccessTokens,
  type Clock,
  type DigestSecret,
  type FingerprintHasher,
  type IdGenerator,
  type Metrics,
  type PasswordGuesses,
  type PasswordHasher,
  type Pause,
  type RandomBytes,
  type Store,
} from '@keybox/domain'
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe'

import type { SecretsInUse } from './secret/secrets-in-use.ts'
import type { Validation } from './validation.ts'

/** What the composition starts from: everything that had to be opened, read or chosen first. */
export interface Foundations {
  readonly store: Store
  readonly validation: Validation
  readonly secrets: SecretsInUse
  readonly clock: Clock
  readonly pause: Pause
  readonly randomBytes: RandomBytes
  readonly metrics: Metrics
  readonly passwordGuesses: PasswordGuesses
  /** undefined: the hasher's own */
  readonly passwordHashCost?: PasswordHashCost | undefined
  /** undefined: threads of this process */
  readonly argon2?: Argon2 | undefined
}

const STORE = token<Store>('Store')
const VALIDATION = token<Validation>('Validation')
const CLOCK = token<Clock>('Clock')
const PAUSE = token<Pause>('Pause')
const RANDOM_BYTES = token<RandomBytes>('RandomBytes')
const ACCESS_TOKENS = token<AccessTokens>('AccessTokens')
const PASSWORD_HASHER = token<PasswordHasher>('PasswordHasher')
const PASSWORD_GUESSES = token<PasswordGuesses>('PasswordGuesses')
const IDS = token<IdGenerator>('IdGenerator')
const FINGERPRINT_HASHER = token<FingerprintHasher>('FingerprintHasher')
const DIGEST_SECRET = token<DigestSecret>('DigestSecret')
const USE_CASES = token<HttpUseCases>('HttpUseCases')

/** The composition root, and the only file that knows the container: everything else is given its dependencies. */
export function composeUseCases(foundations: Foundations): HttpUseCases {
  const services = container.createChildContainer()
  provideAdapters(services, foundations)
  provideUseCases(services)
  return services.resolve(USE_CASES)
}

function provideAdapters(services: DependencyContainer, foundations: Foundations): void {
  const { store, validation, secrets, clock, pause, randomBytes, metrics, passwordGuesses } = foundations
  const { passwordHashCost: cost, argon2 } = foundations
  services.register(STORE, { useValue: store })
  services.register(VALIDATION, { useValue: validation })
  services.register(CLOCK, { useValue: clock })
  services.register(PAUSE, { useValue: pause })
  services.register(RANDOM_BYTES, { useValue: randomBytes })
  services.register(FINGERPRINT_HASHER, { useValue: sha256Fingerprint })
  services.register(PASSWORD_GUESSES, { useValue: passwordGuesses })
  services.register(DIGEST_SECRET, { useValue: sha256Secret })
  provide(services, ACCESS_TOKENS, () => accessTokensOf(secrets))
  provide(services, PASSWORD_HASHER, () =>
    createPasswordHasher({ metrics, ...(cost !== undefined && { cost }), ...(argon2 !== undefined && { argon2 }) }),
  )
  provide(services, IDS, (from) =>
    createIdGenerator({ clock: from.resolve(CLOCK), randomBytes: from.resolve(RANDOM_BYTES) }),
  )
}

function accessTokensOf({ secret, previous, writesUnder }: SecretsInUse): AccessTokens {
  return createAccessTokens(secret, previous && { previous, signsUnder: writesUnder })
}

/** A use case takes from this what it asks for by name, and the compiler sees to it that all is there. */
function provideUseCases(services: DependencyContainer): void {
  provide(services, USE_CASES, (from) => {
    const store = from.resolve(STORE)
    const { accounts, sessions, licenses, dashboards } = store
    const dependencies = {
      accounts,
      sessions,
      licenses,
      dashboards,
      ...from.resolve(VALIDATION),
      clock: from.resolve(CLOCK),
      pause: from.resolve(PAUSE),
      randomBytes: from.resolve(RANDOM_BYTES),
      ids: from.resolve(IDS),
      accessTokens: from.resolve(ACCESS_TOKENS),
      passwordHasher: from.resolve(PASSWORD_HASHER),
      passwordGuesses: from.resolve(PASSWORD_GUESSES),
      fingerprintHasher: from.resolve(FINGERPRINT_HASHER),
      digestSecret: from.resolve(DIGEST_SECRET),
    }
    return {
      signUp: signUp(dependencies),
      logIn: logIn(dependencies),
      refreshSession: refreshSession(dependencies),
      authenticate: authenticate(dependencies),
      readAccount: readAccount(dependencies),
      changePassword: changePassword(dependencies),
      logOut: logOut(dependencies),
      logOutEverywhere: logOutEverywhere(dependencies),
      createClient: createClient(dependencies),
      createProject: createProject(dependencies),
      createLicense: createLicense(dependencies),
      revokeLicense: revokeLicense(dependencies),
      activateLicense: activateLicense(dependencies),
      validateLicense: validateLicense(dependencies),
      readDashboard: readDashboard(dependencies),
      checkStore: () => store.ping(),
    }
  })
}

/** One instance, made when it is first asked for. */
function provide<T>(
  services: DependencyContainer,
  name: InjectionToken<T>,
  make: (from: DependencyContainer) => T,
): void {
  services.register(name, { useFactory: instanceCachingFactory(make) })
}

function token<T>(name: string): InjectionToken<T> {
  return Symbol(name)
}
