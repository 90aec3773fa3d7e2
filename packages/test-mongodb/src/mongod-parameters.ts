/** The name of every replica set that is started here. */
export const REPLICA_SET = 'keybox'

/**
 * What every mongod of the tests is started with, in a container or not. `enableTestCommands` makes the `failCommand`
 * fail point available; without the shutdown time-out a stop waits up to 15 s for an election that nobody can win;
 * the cache is small because several servers share a small machine; a socket file would outlive a killed mongod.
 * @see https://www.mongodb.com/docs/manual/reference/parameters/
 */
export const MONGOD_PARAMETERS: readonly string[] = [
  '--setParameter',
  'enableTestCommands=1',
  '--setParameter',
  'shutdownTimeoutMillisForSignaledShutdown=100',
  '--wiredTigerCacheSizeGB',
  '0.25',
  '--nounixsocket',
]
