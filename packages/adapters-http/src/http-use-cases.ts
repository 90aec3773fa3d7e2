import type {
  ActivateLicense,
  Authenticate,
  ChangePassword,
  CreateClient,
  CreateLicense,
  CreateProject,
  LogIn,
  LogOut,
  LogOutEverywhere,
  ReadAccount,
  ReadDashboard,
  RefreshSession,
  RevokeLicense,
  SignUp,
  ValidateLicense,
} from '@keybox/domain'

/** What the routes call. */
export interface HttpUseCases {
  readonly signUp: SignUp
  readonly logIn: LogIn
  readonly refreshSession: RefreshSession
  readonly authenticate: Authenticate
  readonly readAccount: ReadAccount
  readonly changePassword: ChangePassword
  readonly logOut: LogOut
  readonly logOutEverywhere: LogOutEverywhere
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
