import { expect, test } from 'vitest'
import { laneWorks } from '../../src/verdict-lane/lane-trial.ts'

test('this Node does what the lane takes for granted', async () => {
  expect(await laneWorks()).toBe(true)
})
