export { createHttpServer } from './server.ts'
export type { HttpOptions, RateLimit } from './http-options.ts'
export type { MetricsExposition } from './metrics-exposition.ts'
export type { HttpUseCases } from './http-use-cases.ts'
