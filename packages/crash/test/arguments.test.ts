import { expect, test } from 'vitest'
import { parseRequest } from '../src/arguments.ts'

const parse = (...args: readonly string[]) => parseRequest(args, 'random')

test('nothing asked for is everything that has to be shown', () => {
  const parsed = parse()
  const plans = parsed.ok ? parsed.value.plans : []
  expect(plans.map(({ store, fault, tries }) => `${store} ${fault} ${tries}`)).toEqual([
    'sqlite kills 500',
    'mongodb kills 200',
    'mongodb primary-kills 50',
    'mongodb step-downs 20',
    'mongodb cuts 20',
  ])
  expect(parsed).toMatchObject({ ok: true, value: { durability: true, seed: 'random' } })
})

test('what is asked for, and nothing else', () => {
  expect(parse('--store', 'mongodb', '--cuts', '3', '--kills', '2', '--seed', '7', '--minutes', '5')).toEqual({
    ok: true,
    value: {
      seed: '7',
      durability: false,
      build: undefined,
      plans: [
        { store: 'mongodb', fault: 'kills', tries: 2, seed: '7', minutes: 5, build: undefined },
        { store: 'mongodb', fault: 'cuts', tries: 3, seed: '7', minutes: 5, build: undefined },
      ],
    },
  })
  expect(parse('--durability')).toMatchObject({ ok: true, value: { plans: [], durability: true } })
})

test.each([
  [['--store', 'oracle'], '--store is sqlite or mongodb, not oracle'],
  [['--primary-kills', '5'], 'primary-kills need --store mongodb'],
  [['--kills', 'many'], 'How many, and minutes, are whole numbers'],
  [['--kills', '5', '--build', 'best'], 'There is no build best'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused', (args, problem) => {
  const parsed = parse(...args)
  expect(parsed.ok ? '' : parsed.error).toContain(problem)
})
