import { withClient } from './open-fresh-store.ts'

/** What the primary writes reaches the others, or none of them. */
export async function letSecondariesApply(uri: string, mayApply: boolean): Promise<void> {
  const mode = mayApply ? 'off' : 'alwaysOn'
  const { hosts, primary } = await withClient(uri, (client) => client.db('admin').command({ hello: 1 }))
  for (const host of hosts as readonly string[]) {
    if (host === primary) continue
    await withClient(`mongodb://${host}/?directConnection=true`, (client) =>
      client.db('admin').command({ configureFailPoint: 'rsSyncApplyStop', mode }),
    )
  }
}
