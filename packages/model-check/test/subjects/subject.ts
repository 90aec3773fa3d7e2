import type { UseCasePorts } from '@keybox/contracts'
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
  readDashboard,
  refreshSession,
  revokeLicense,
  signUp,
  UNBOUNDED_GUESSES,
  validateLicense,
  type AccessTokens,
  type LicenseFacts,
  type Store,
} from '@keybox/domain'
import { licenseFactsOf } from '@keybox/license-cache'

/** What one sequence gives a subject to work with. */
export type SequencePorts = UseCasePorts & { readonly accessTokens: AccessTokens }

/** A store that is compared with the model. Its sequences keep apart by having accounts of their own. */
export interface Subject {
  readonly name: string
  /** The use cases over what is open now; made anew after a restart. */
  compose(ports: SequencePorts): UseCases
  /** As a server that is stopped and started on what it stored; nothing where the store lives with its process. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type UseCases = ReturnType<typeof composeUseCases>

type Reading = Pick<Store, 'accounts' | 'sessions' | 'licenses' | 'dashboards' | 'unitOfWork'>

export function composeUseCases(
  { accounts, sessions, licenses, dashboards, unitOfWork }: Reading,
  ports: SequencePorts,
  licenseFacts: LicenseFacts = licenseFactsOf(licenses),
) {
  const dependencies = {
    accounts,
    sessions,
    licenses,
    dashboards,
    unitOfWork,
    licenseFacts,
    passwordGuesses: UNBOUNDED_GUESSES,
    ...ports,
  }
  return {
    signUp: signUp(dependencies),
    logIn: logIn(dependencies),
    refreshSession: refreshSession(dependencies),
    authenticate: authenticate(dependencies),
    changePassword: changePassword(dependencies),
    logOut: logOut(dependencies),
    logOutEverywhere: logOutEverywhere(dependencies),
    createClient: createClient(dependencies),
    createProject: createProject(dependencies),
    createLicense: createLicense(dependencies),
    activateLicense: activateLicense(dependencies),
    revokeLicense: revokeLicense(dependencies),
    validateLicense: validateLicense(dependencies),
    readDashboard: readDashboard(dependencies),
  }
}
