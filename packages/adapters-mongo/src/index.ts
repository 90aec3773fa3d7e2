export { openMongoInspection } from './inspection/open-mongo-inspection.ts'
export { openMongoStore, type OpenMongoStoreOptions } from './opening/open-mongo-store.ts'
export { openMongoRotation } from './rotation/open-mongo-rotation.ts'
export type { MongoStore } from './mongo-store.ts'
