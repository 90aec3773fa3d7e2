import { freshDatabaseUri, startOwnMongoDb, TcpProxy } from '@keybox/test-mongodb'
import { withUriOptions } from './uri-options.ts'
import { openWatchedStore, type WatchedStore } from './watched-store.ts'

/** A store whose connections can be ended between two commands. */
export interface CuttableStore {
  readonly watched: WatchedStore
  /**
   * Ends every connection, before this process is told of it by its event loop: what is written at once fails in the
   * writing. New ones can be had.
   */
  readonly cut: () => void
  close(): Promise<void>
}

/** Past the discovery of members, which would lead past the proxy. */
const DIRECT = 'directConnection=true'

export async function openCuttableStore(): Promise<CuttableStore> {
  const server = await startOwnMongoDb()
  const [, port = ''] = /127\.0\.0\.1:(\d+)/.exec(server.uri) ?? []
  const proxy = await TcpProxy.before(Number(port))
  const { pathname } = new URL(freshDatabaseUri(server.uri))
  const uri = withUriOptions(`mongodb://127.0.0.1:${proxy.port}${pathname}`, DIRECT)
  const watched = await openWatchedStore(uri)
  return {
    watched,
    cut: () => {
      proxy.cut('reset', 'drivers')
      proxy.heal()
    },
    async close() {
      await watched.store.close()
      await proxy.close()
      await server.stop()
    },
  }
}
