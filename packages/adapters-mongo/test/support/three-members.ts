import { freshDatabaseUri, startThreeMembers, type ThreeMembers } from '@keybox/test-mongodb'
import { afterAll, beforeAll } from 'vitest'
import { openWatchedStore, type WatchedStore } from './watched-store.ts'

const START_MS = 60_000

export interface StoreOnThreeMembers extends WatchedStore {
  readonly members: ThreeMembers
}

/** A store on a replica set of three that is this file's alone, for as long as its tests run. */
export function useThreeMembers(): () => StoreOnThreeMembers {
  let members: ThreeMembers | undefined
  let watched: WatchedStore | undefined

  beforeAll(async () => {
    members = await startThreeMembers()
    watched = await openWatchedStore(freshDatabaseUri(members.uri))
  }, START_MS)

  afterAll(async () => {
    await watched?.store.close()
    await members?.stop()
  })

  return () => {
    if (members === undefined || watched === undefined) throw new Error('The members run only while tests do')
    return { ...watched, members }
  }
}
