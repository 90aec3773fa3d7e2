import { drive, type Driven } from '../load/driver.ts'
import { postsOf, requestTexts } from '../load/request-file.ts'
import type { HitRate } from '../report/hit-rates.ts'
import type { ChildServer } from '../servers/child-server.ts'
import { readSeries } from '../servers/metrics-page.ts'
import { repeatableRandom } from '../statistics.ts'
import { zipfRanks } from '../zipf.ts'
import { unknownKey, validateBody } from './validate-requests.ts'

/** How full a server's cache is. */
export interface Occupancy {
  readonly remembered: number
  /** Bytes in use, least of several looks: what garbage there is can only add to it. */
  readonly heap: number
  readonly residentMiB: number
}

const HITS = 'keybox_license_cache_lookups_total{outcome="hit"}'
const REMEMBERED = 'keybox_license_cache_licenses'
const HEAP = 'nodejs_heap_size_used_bytes'

const REAL_CONNECTIONS = 16
const FLOOD_CONNECTIONS = 48
/** What a part may take, so that the bench ends on a slow machine too; fewer were sent then, and the table says so. */
const PART_LIMIT_MS = 150_000

/** Real keys by Zipf's law, and made-up ones at the same time; hits as the server counts them. */
export class FloodLoad {
  readonly #server: ChildServer
  readonly #hottest: string
  readonly #nextReal: () => string
  readonly #nextMadeUp: () => string

  constructor(server: ChildServer, keys: readonly string[]) {
    this.#server = server
    const { host } = new URL(server.url)
    const rank = zipfRanks(keys.length, repeatableRandom(11))
    const text = (key: string): string => requestTexts(postsOf('/validate', [validateBody(key)]), host)[0] ?? ''
    this.#hottest = text(keys[0] ?? '')
    this.#nextReal = () => text(keys[rank()] ?? '')
    // Half of them name a project that exists, as whoever has one key can.
    const realProject = keys[0]?.slice('KB-'.length, 'KB-'.length + 24)
    let turn = 0
    this.#nextMadeUp = () => text(unknownKey((turn += 1) % 2 === 0 ? realProject : undefined))
  }

  /** So many requests with real keys. */
  real(name: string, count: number): Promise<HitRate> {
    return this.#counted(name, async () => [await this.#send(REAL_CONNECTIONS, this.#nextReal, upTo(count)), NOTHING])
  }

  /** Real keys for as long as it takes to send so many made-up ones. */
  flooded(name: string, madeUp: number): Promise<HitRate> {
    return this.#counted(name, () => {
      let isOver = false
      const flood = this.#send(FLOOD_CONNECTIONS, this.#nextMadeUp, upTo(madeUp)).finally(() => (isOver = true))
      return Promise.all([this.#send(REAL_CONNECTIONS, this.#nextReal, () => !isOver), flood])
    })
  }

  /** Looks while one key is asked for over and over, so that the garbage collector runs in between. */
  async occupancy(): Promise<Occupancy> {
    const heaps: number[] = []
    let remembered = Number.NaN
    for (let look = 0; look < 10; look += 1) {
      await this.#send(1, () => this.#hottest, upTo(1000))
      const [heap = Number.NaN, licenses = Number.NaN] = await readSeries(this.#server.url, HEAP, REMEMBERED)
      heaps.push(heap)
      remembered = licenses
    }
    return { remembered, heap: Math.min(...heaps), residentMiB: await this.#server.residentMiB() }
  }

  async #counted(name: string, send: () => Promise<readonly [Driven, Driven]>): Promise<HitRate> {
    const { url } = this.#server
    const [before = Number.NaN] = await readSeries(url, HITS)
    const [real, flood] = await send()
    const [after = Number.NaN] = await readSeries(url, HITS)
    const failed = real.failed + flood.failed
    return { name, hitRate: (after - before) / real.requests, requests: real.requests, madeUp: flood.requests, failed }
  }

  #send(connections: number, next: () => string, more: () => boolean): Promise<Driven> {
    const end = Date.now() + PART_LIMIT_MS
    return drive({
      url: this.#server.url,
      connections,
      next: () => (more() && Date.now() < end ? next() : undefined),
    })
  }
}

const NOTHING: Driven = { requests: 0, failed: 0 }

/** True so many times. */
function upTo(count: number): () => boolean {
  let left = count
  return () => (left -= 1) >= 0
}
