export { openMongoInspection } from './inspection/open-mongo-inspection.ts'
export { openMongoStore, type OpenMongoStoreOptions } from './opening/open-mongo-store.ts'
export type { MongoStore } from './mongo-store.ts'
