import './provided-context.ts'

export { freshDatabaseUri, withDatabase } from './database-uri.ts'
export { MongoDbUnavailable } from './mongodb-unavailable.ts'
export { startRestartableMembers, type RestartableMembers } from './restartable-members.ts'
export { sourceOrder, type Environment, type MongoDbSource } from './source-order.ts'
export { startMongoDb, startStandaloneMongoDb, startThreeMembers } from './start-mongodb.ts'
export type { TestMongoDb } from './test-mongodb.ts'
export type { ThreeMembers } from './three-members.ts'
