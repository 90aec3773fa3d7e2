export { openMongoStore, type OpenMongoStoreOptions } from './opening/open-mongo-store.ts'
