import { storageContracts } from '@keybox/contracts'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Document } from 'mongodb'
import { inject } from 'vitest'
import { failCommand } from './support/fail-command.ts'
import { openFreshStore, withClient } from './support/open-fresh-store.ts'
import { killTransactionsOf } from './support/server-state.ts'
import { withUriOptions } from './support/uri-options.ts'

/** The ways a commit may fail, taken in turn. */
const COMMIT_FAULTS: readonly { readonly times: number; readonly data: Document }[] = [
  { times: 1, data: { closeConnection: true } },
  { times: 2, data: { closeConnection: true } },
  { times: 1, data: { writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting' } } },
  { times: 1, data: { errorCode: 251, errorLabels: ['TransientTransactionError'] } },
  { times: 1, data: { errorCode: 11_601 } },
]

storageContracts(() => openFreshStore(), {
  async openStoreWithCommitFaults() {
    const uri = freshDatabaseUri(inject('mongoUri'))
    const appName = 'commit-faults'
    let failed = 0
    const store = await openFreshStore(withUriOptions(uri, `appName=${appName}`))
    return {
      store: {
        ...store,
        async close() {
          // A commit that was made to fail may have left a transaction, for which dropping the database would wait.
          await withClient(uri, (client) => killTransactionsOf(client, appName))
          await store.close()
        },
      },
      async failNextCommit() {
        const fault = COMMIT_FAULTS[failed % COMMIT_FAULTS.length]
        failed += 1
        const data = { appName, failCommands: ['commitTransaction'], ...fault?.data }
        await failCommand(uri, { times: fault?.times ?? 1 }, data)
      },
    }
  },
})
