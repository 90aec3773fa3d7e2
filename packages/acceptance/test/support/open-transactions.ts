import { MongoClient } from 'mongodb'

/**
 * Transactions that are open on the whole server at this moment, those of other tests among them: one that was left open
 * stays for a minute, the others for milliseconds.
 *
 * @see https://www.mongodb.com/docs/manual/reference/command/serverStatus/#transactions
 */
export async function openTransactions(url: string): Promise<number> {
  const client = await MongoClient.connect(url)
  try {
    const status = await client.db().admin().command({ serverStatus: 1 })
    const { transactions }: { readonly transactions?: { readonly currentOpen?: unknown } } = status
    return Number(transactions?.currentOpen)
  } finally {
    await client.close()
  }
}
