import { GenericContainer, Wait } from 'testcontainers'
import { MONGOD_PARAMETERS } from './mongod-parameters.ts'
import type { Environment } from './source-order.ts'

/** The current major version of the official image, when `KEYBOX_TEST_MONGO_IMAGE` names no other. */
const OFFICIAL_IMAGE = 'mongo:8'

/** How long a container may take until it answers, the image being there. */
export const READY_WITHIN_MS = 60_000

/** The image that the tests' containers are made of. */
export function mongodImage(env: Environment): string {
  return env['KEYBOX_TEST_MONGO_IMAGE'] || OFFICIAL_IMAGE
}

/** A container of one mongod, not yet started. */
export class MongodContainer extends GenericContainer {
  /**
   * Every argument is a flag: the official image's entry point then puts `mongod` before them, and an image whose
   * entry point is mongod itself takes them as they are.
   */
  constructor(image: string, port: number, flags: readonly string[]) {
    super(image)
    this.withCommand(['--bind_ip_all', '--port', String(port), ...MONGOD_PARAMETERS, ...flags])
      .withTmpFs({ '/data/db': 'rw' })
      .withWaitStrategy(Wait.forLogMessage('Waiting for connections'))
      .withStartupTimeout(READY_WITHIN_MS)
  }

  /**
   * Publishes ports under the same numbers outside as inside, so that a member's own name, 127.0.0.1:PORT, is right
   * for the tests as well and `replicaSet=` works in the URI. On the loopback address only: there is no password.
   */
  publish(ports: readonly number[]): this {
    this.withExposedPorts(...ports.map((port) => ({ container: port, host: port })))
    this.hostConfig.PortBindings = Object.fromEntries(
      ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: String(port) }]]),
    )
    return this
  }
}
