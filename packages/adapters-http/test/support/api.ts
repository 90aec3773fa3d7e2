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
  parseServiceCatalog,
  readAccount,
  readDashboard,
  refreshSession,
  revokeLicense,
  signUp,
  type Store,
  validateLicense,
  type LicenseKey,
  type PasswordHasher,
  type Pause,
} from '@keybox/domain'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import {
  createAccessTokens,
  createIdGenerator,
  createPasswordHasher,
  cryptoRandomBytes,
  generateMasterSecret,
  sha256Fingerprint,
  sha256Secret,
} from '@keybox/adapters-crypto'
import { createMemoryStore } from '@keybox/adapters-memory'
import { settableClock, type SettableClock } from '@keybox/contracts'
import { boundedGuesses, createHttpServer, type HttpOptions, type HttpUseCases } from '../../src/index.ts'

/** The cheapest that argon2 takes: what hashing costs is for the crypto adapter's own tests. */
const CHEAP = { memoryKiB: 8, passes: 1, parallelism: 1 }

export function cheapPasswordHasher(): PasswordHasher {
  return createPasswordHasher({ cost: CHEAP })
}

export interface ApiSetup {
  readonly options?: Partial<HttpOptions>
  /** Puts something else in place of use cases. */
  readonly useCases?: Partial<HttpUseCases>
  /** Puts something else in place of what they use. */
  readonly ports?: Partial<ReplaceablePorts>
}

interface ReplaceablePorts {
  readonly passwordHasher: PasswordHasher
  readonly pause: Pause
}

export interface Api {
  readonly server: FastifyInstance
  readonly clock: SettableClock
  readonly useCases: HttpUseCases
}

/** The whole API over a memory store, closed when the test ends. Without rate limits, unless it asks for them. */
export async function startApi({ options = {}, useCases: replaced = {}, ports = {} }: ApiSetup = {}): Promise<Api> {
  const clock = settableClock()
  const useCases = { ...realUseCases(createMemoryStore(), clock, ports), ...replaced }
  const server = await createHttpServer(useCases, { ...defaults(clock), ...options })
  onTestFinished(() => server.close())
  return { server, clock, useCases }
}

function defaults(clock: SettableClock): HttpOptions {
  const services = parseServiceCatalog(['Hosting', 'Domain'])
  if (!services.ok) throw new Error(services.error.reason)
  return {
    services: services.value,
    clock,
    signup: 'open',
    validateRate: 'off',
    authRate: 'off',
    keyGuessesMax: 'off',
    corsOrigins: '*',
    trustedProxies: [],
    production: false,
    logger: false,
    metrics: 'off',
    version: '0.0.0-test',
  }
}

function realUseCases(store: Store, clock: SettableClock, ports: Partial<ReplaceablePorts>): HttpUseCases {
  const { accounts, sessions, licenses, dashboards, unitOfWork } = store
  const dependencies = {
    accounts,
    sessions,
    licenses,
    dashboards,
    unitOfWork,
    licenseFacts: { find: async (key: LicenseKey) => ({ license: await licenses.findByKey(key), asOf: undefined }) },
    propagation: { reached: async () => undefined },
    pause: async () => true,
    clock,
    randomBytes: cryptoRandomBytes,
    ids: createIdGenerator({ clock, randomBytes: cryptoRandomBytes }),
    passwordHasher: cheapPasswordHasher(),
    accessTokens: createAccessTokens(generateMasterSecret()),
    fingerprintHasher: sha256Fingerprint,
    passwordGuesses: boundedGuesses({ clock, countExchange: undefined, marks: undefined }),
    digestSecret: sha256Secret,
    ...ports,
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
}
