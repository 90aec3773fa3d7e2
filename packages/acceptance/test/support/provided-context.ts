/** Which store the project that runs a spec is about; vitest.workspace.ts provides it. */
export type StoreName = 'memory' | 'sqlite' | 'mongo'

declare module 'vitest' {
  interface ProvidedContext {
    store: StoreName
  }
}
