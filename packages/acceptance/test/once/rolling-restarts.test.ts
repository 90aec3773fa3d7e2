import { expect, test } from 'vitest'
import { freshDatabase } from '../support/fresh-database.ts'
import { HonestLoad } from '../support/honest-load.ts'
import { TEST_SECRET } from '../support/keybox.ts'
import { LoadBalancer } from '../support/load-balancer.ts'
import { START_COMMAND, startProgram, type Program } from '../support/program.ts'

/** Few by default: `KEYBOX_ROLLING_RESTARTS=100 npm test -- rolling-restarts` is the long run. */
const RESTARTS = Number(process.env['KEYBOX_ROLLING_RESTARTS'] ?? 4)
/** How often the proxy asks whether a server is ready. A server that leaves goes on for far longer. */
const POLL_MS = 100
const DRAIN = '2s'
/** A start is in nobody's way here, however long it takes. */
const START_MS = 120_000

function startNode(url: string, port: number): Promise<Program> {
  const environment = {
    PORT: String(port),
    KEYBOX_DATABASE_URL: url,
    KEYBOX_SECRET: TEST_SECRET,
    KEYBOX_VALIDATE_RATE_MAX: 'off',
    KEYBOX_AUTH_RATE_MAX: 'off',
    KEYBOX_LOG_LEVEL: 'silent',
    KEYBOX_DRAIN: DRAIN,
  }
  return startProgram(environment, START_COMMAND, { startMs: START_MS })
}

test(
  `${RESTARTS} restarts in turns of two servers behind a proxy that never retries fail no request`,
  { timeout: 60_000 + RESTARTS * 30_000 },
  async () => {
    const database = await freshDatabase('mongo')
    const nodes = await Promise.all([startNode(database.url, 0), startNode(database.url, 0)])
    const proxy = await LoadBalancer.start(
      nodes.map(({ address }) => address),
      POLL_MS,
    )
    const load = new HonestLoad(proxy.address)
    try {
      await Promise.all(nodes.map((_, index) => proxy.takesIn(index)))
      await load.start()
      for (let restart = 0; restart < RESTARTS && load.failures.length === 0; restart += 1) {
        const index = restart % nodes.length
        const leaving = nodes[index]
        if (leaving === undefined) throw new RangeError(`There is no node ${index}`)
        expect(await leaving.stop()).toBe(0)
        nodes[index] = await startNode(database.url, leaving.address.port)
        await proxy.takesIn(index)
        if ((restart + 1) % 10 === 0) console.log(`${restart + 1} restarts: ${load.report()}`)
      }
      await load.stop()
      console.log(`${RESTARTS} restarts: ${load.report()}`)
      expect(load.failures).toStrictEqual([])
      expect(load.total).toBeGreaterThan(RESTARTS * 10)
    } finally {
      await load.stop()
      await proxy.stop()
      await Promise.all(nodes.map((node) => node.stop()))
      await database.drop()
    }
  },
)
