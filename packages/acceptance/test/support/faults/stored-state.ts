import type { Db } from 'mongodb'

/** What of a database writes of requests change: counts by name, so that states can be compared. */
export type StoredState = Readonly<Record<string, number>>

/** All of one moment: a commit may come late, and then whole. */
export async function storedState(database: Db): Promise<StoredState> {
  const names = (await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
  const ofRequests = names.filter((name) => !name.startsWith('keybox_') && name !== 'rate_windows').toSorted()
  await using session = database.client.startSession({ snapshot: true })
  const state: Record<string, number> = {}
  for (const name of ofRequests) state[name] = await database.collection(name).countDocuments({}, { session })
  const sumOf = async (name: string, field: string): Promise<number> => {
    const sum = [{ $group: { _id: null, sum: { $sum: field } } }]
    const [found] = await database.collection(name).aggregate<{ sum: number }>(sum, { session }).toArray()
    return found?.sum ?? 0
  }
  return {
    ...state,
    revisions: await sumOf('licenses', '$revision'),
    refreshes: await sumOf('sessions', '$revision'),
    signIns: await sumOf('accounts', '$signIns'),
    changedPasswords: await database
      .collection('accounts')
      .countDocuments({ $expr: { $gt: ['$updatedAt', '$createdAt'] } }, { session }),
  }
}

/** `after` less `before`, what did not change left out. */
export function changeBetween(before: StoredState, after: StoredState): StoredState {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changes = [...names].map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const)
  return Object.fromEntries(changes.filter(([, change]) => change !== 0))
}

/** How often `whole` was done to make `change`; undefined where it is no number of times. */
export function timesDone(change: StoredState, whole: StoredState): number | undefined {
  const [name] = Object.keys(whole)
  if (Object.keys(change).length === 0) return 0
  if (name === undefined) return undefined
  const times = (change[name] ?? 0) / (whole[name] ?? 1)
  const expected = Object.fromEntries(Object.entries(whole).map(([each, once]) => [each, once * times]))
  const isThat = Number.isInteger(times) && times >= 0 && Object.keys(changeBetween(expected, change)).length === 0
  return isThat ? times : undefined
}
