import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { anActiveLicense, isGood, testCache } from './support/test-cache.ts'

const ENTRIES = 100_000

/** What the README and the ADR say, with room for other versions of Node. */
const MOST_BYTES = 1500

// https://nodejs.org/api/v8.html#v8setflagsfromstringflags
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

it(`remembers ${ENTRIES} licences in the memory that the documentation states`, async () => {
  const { cache } = testCache({
    max: ENTRIES,
    source: async (key) => {
      const license = anActiveLicense()
      return { ...license, key }
    },
  })
  const before = heapUsed()
  for (let entry = 0; entry < ENTRIES; entry += 1) await cache.facts.find(anActiveLicense().key, isGood)
  const bytes = (heapUsed() - before) / ENTRIES
  console.log(`A remembered licence takes ${bytes.toFixed(0)} bytes`)
  expect(bytes).toBeLessThan(MOST_BYTES)
  // So that it is still there.
  expect(await cache.facts.find(anActiveLicense().key, isGood)).toMatchObject({ asOf: undefined })
})
