import { expect, test } from 'vitest'
import { SeededChoices } from '../src/seeded-choices.ts'

const draw = (choices: SeededChoices): readonly number[] => Array.from({ length: 50 }, () => choices.below(1000))

test('the same seed makes the same choices, and another one others', () => {
  expect(draw(new SeededChoices('7'))).toEqual(draw(new SeededChoices('7')))
  expect(draw(new SeededChoices('7'))).not.toEqual(draw(new SeededChoices('8')))
})

test('a fork goes its own way, however far its parent has come', () => {
  const parent = new SeededChoices('7')
  const early = draw(parent.fork('a'))
  draw(parent)
  expect(draw(parent.fork('a'))).toEqual(early)
  expect(draw(parent.fork('b'))).not.toEqual(early)
})

test('weights decide how often, and a weight of nothing is never chosen', () => {
  const choices = new SeededChoices('7')
  const chosen = Array.from({ length: 1000 }, () => choices.weighted({ often: 9, never: 0, seldom: 1 }))
  const often = chosen.filter((name) => name === 'often').length
  expect(chosen).not.toContain('never')
  expect(often).toBeGreaterThan(800)
  expect(often).toBeLessThan(1000)
})
