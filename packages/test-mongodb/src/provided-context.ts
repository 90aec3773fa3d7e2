import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * Connection string of the run's MongoDB, in projects that use the global set-up of this package. Pass it to
     * `freshDatabaseUri` and use what that returns.
     */
    readonly mongoUri: string
  }
}
