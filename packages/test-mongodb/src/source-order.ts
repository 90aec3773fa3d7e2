/** The ways of having a MongoDB for the tests. */
const MONGODB_SOURCES = ['uri', 'testcontainers', 'binary'] as const
export type MongoDbSource = (typeof MONGODB_SOURCES)[number]

/** The environment variables that decide, as in `process.env`. Empty counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Which ways to try, in order; the first that works is taken.
 * A URI that was given is an explicit wish: when it does not answer, no other MongoDB takes its place unseen.
 * @throws Error when `KEYBOX_TEST_MONGO_SOURCE` names no known way.
 */
export function sourceOrder(env: Environment): readonly MongoDbSource[] {
  const pinned = env['KEYBOX_TEST_MONGO_SOURCE']
  if (pinned) {
    const source = MONGODB_SOURCES.find((known) => known === pinned)
    if (!source) throw new Error(`KEYBOX_TEST_MONGO_SOURCE is "${pinned}"; it can be ${MONGODB_SOURCES.join(', ')}.`)
    return [source]
  }
  return env['KEYBOX_TEST_MONGODB_URI'] ? ['uri'] : ['testcontainers', 'binary']
}
