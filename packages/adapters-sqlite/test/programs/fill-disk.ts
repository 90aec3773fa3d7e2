import { aClient, anAccount } from '@keybox/contracts'
import { StoreFailure, type Store } from '@keybox/domain'
import { opened } from '../support/stores.ts'

// Writes pairs of clients until the operating system lets no file grow any more, goes on regardless, and prints what it
// was told. Run under `ulimit -f`.
const [path = ''] = process.argv.slice(2)
const store = await opened(path)
const account = anAccount()
await store.unitOfWork.run(({ accounts }) => accounts.insert(account))
const pairs = { stored: 0, unknown: 0, failed: 0 }
for (let attempt = 0; pairs.unknown + pairs.failed < 50 && attempt < 10_000; attempt += 1) {
  pairs[await storePair(store)] += 1
}
const readable = (await store.accounts.findById(account.id))?.id === account.id
process.stdout.write(JSON.stringify({ ...pairs, owner: account.id, readable }))
await store.close()

async function storePair({ unitOfWork }: Store): Promise<keyof typeof pairs> {
  try {
    await unitOfWork.run(async ({ clients }) => {
      const first = await clients.insert(aClient({ owner: account.id }))
      return first.ok ? clients.insert(aClient({ owner: account.id })) : first
    })
    return 'stored'
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    return error.code === 'OUTCOME_UNKNOWN' ? 'unknown' : 'failed'
  }
}
