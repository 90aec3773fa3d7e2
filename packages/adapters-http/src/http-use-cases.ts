import type {
  ActivateLicense,
  Authenticate,
  CreateClient,
  CreateLicense,
  CreateProject,
  LogIn,
  ReadDashboard,
  RevokeLicense,
  SignUp,
  ValidateLicense,
} from '@keybox/domain'

/** What the routes call. */
export interface HttpUseCases {
  readonly signUp: SignUp
  readonly logIn: LogIn
  readonly authenticate: Authenticate
  readonly createClient: CreateClient
  readonly createProject: CreateProject
  readonly createLicense: CreateLicense
  readonly revokeLicense: RevokeLicense
  readonly activateLicense: ActivateLicense
  readonly validateLicense: ValidateLicense
  readonly readDashboard: ReadDashboard
  /** Resolves when the store answers. @throws when it does not, within a few seconds */
  readonly checkStore: () => Promise<void>
}
