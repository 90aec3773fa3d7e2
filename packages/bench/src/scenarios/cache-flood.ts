import { hitRateTable } from '../report/hit-rates.ts'
import { METRICS_ON } from '../servers/metrics-page.ts'
import { FloodLoad } from './flood-load.ts'
import type { Scenario } from './scenario.ts'

interface Lengths {
  readonly licenses: number
  /** `KEYBOX_CACHE_MAX` */
  readonly cache: number
  /** Requests. */
  readonly warmUp: number
  readonly measured: number
  readonly flood: number
}

const FULL: Lengths = { licenses: 1_000_000, cache: 100_000, warmUp: 400_000, measured: 100_000, flood: 1_000_000 }
const QUICK: Lengths = { licenses: 20_000, cache: 2000, warmUp: 10_000, measured: 5000, flood: 10_000 }

export const cacheFlood: Scenario = {
  name: 'cache-flood',
  title:
    'POST /validate, Zipf over 10⁶ active keys with a cache of 10⁵ (a fiftieth of both with --quick), and a flood of made-up keys, none twice',
  run: async (stage) => {
    const lengths = stage.quick ? QUICK : FULL
    const { file, activeKeys } = await stage.seeded(lengths.licenses)
    const settings = { ...METRICS_ON, KEYBOX_CACHE_MAX: String(lengths.cache) }
    const server = await stage.keyBox(`sqlite:${file}`, settings)
    const load = new FloodLoad(server, activeKeys)
    const empty = await load.occupancy()
    await load.real('warm-up', lengths.warmUp)
    const full = await load.occupancy()
    const before = await load.real('no flood', lengths.measured)
    const flooded = await load.flooded('while made-up keys flood in', lengths.flood)
    const after = await load.real('no flood, once more', lengths.measured)
    const parts = [before, flooded, after]
    const points = 100 * (flooded.hitRate - (before.hitRate + after.hitRate) / 2)
    const bytesPerEntry = (full.heap - empty.heap) / (full.remembered - empty.remembered)
    const end = await load.occupancy()
    return {
      table: hitRateTable(parts),
      figures: { lengths, parts, points, bytesPerEntry, empty, full, end },
      remark:
        `While the flood lasts, the hit rate of real keys is ${points.toFixed(2)} points from the mean of before and after. ` +
        `${full.remembered} licences are remembered, at most some ${bytesPerEntry.toFixed(0)} bytes of heap each (with the garbage ` +
        `that was left); resident: ${empty.residentMiB.toFixed(0)} MiB without them, ${full.residentMiB.toFixed(0)} MiB with them, ` +
        `${end.residentMiB.toFixed(0)} MiB at the end, of which the heap, with its garbage, uses ${(end.heap / 2 ** 20).toFixed(0)}. Hits and heap as \`/metrics\` tells them, with \`KEYBOX_METRICS=on\`.`,
    }
  },
}
