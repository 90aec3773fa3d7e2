import { gate } from '@keybox/contracts'
import { expect, it } from 'vitest'
import { boundReads } from '../src/repositories/bounded-reads.ts'
import { outsideUnits } from '../src/repositories/access.ts'

it('bounds the reads of several accesses together', async () => {
  const bounded = boundReads(2)
  const alone = outsideUnits(() => 10_000)
  const [one, two] = [bounded(alone), bounded(alone)]
  const end = gate()
  const reads = [one.read(() => end.opened), two.read(() => end.opened)]
  await expect(one.read(async () => 'third')).rejects.toMatchObject({ code: 'OVERLOADED' })
  end.open()
  await Promise.all(reads)
  expect(await two.read(async () => 'third')).toBe('third')
})
