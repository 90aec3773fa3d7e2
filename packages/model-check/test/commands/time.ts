import { constant, constantFrom, oneof, record, type Arbitrary } from 'fast-check'
import { endOfMonth } from '../model/calendar.ts'
import type { Model } from '../model/model.ts'
import { picked, type ModelCommand } from './command.ts'
import { some } from './parameters.ts'

const DAY = 86_400_000

/** Where sequences begin: where months and years end, and where nothing does. */
export const starts: Arbitrary<number> = constantFrom(
  '2024-01-31T09:30:15.000Z',
  '2023-01-31T23:59:59.999Z',
  '2024-02-29T00:00:00.000Z',
  '2023-12-31T23:59:59.999Z',
  '2024-06-15T12:00:00.000Z',
  '1969-12-31T00:00:00.001Z',
  '2099-12-30T18:00:00.000Z',
).map((text) => Date.parse(text))

/** Forwards, and backwards as a clock is set. */
const steps = constantFrom(0, 1, 999, 3_600_000, DAY, 2 * DAY, 20 * DAY, 366 * DAY, -1, -DAY, -40 * DAY)

const advances = record({ milliseconds: steps }).map((parameters) =>
  moving(
    'advance',
    parameters,
    () => true,
    ({ now }) => now + parameters.milliseconds,
  ),
)

/** The last instant of a term, the first instant after it, and the one after that. */
const ends = record({ license: some, offset: constantFrom(-1, -1, 0, 0, 1) }).map((parameters) =>
  moving(
    'go to the end of a term',
    parameters,
    ({ licenses }) => licenses.length > 0,
    ({ licenses }) => picked(licenses, parameters.license).expiresAt + parameters.offset,
  ),
)

const monthEnds = constant(
  moving(
    'go to the end of the month',
    {},
    () => true,
    ({ now }) => endOfMonth(now),
  ),
)

export const timePassing: Arbitrary<ModelCommand> = oneof(
  { weight: 6, arbitrary: advances },
  { weight: 3, arbitrary: ends },
  { weight: 1, arbitrary: monthEnds },
)

export const restarts: Arbitrary<ModelCommand> = constant({
  check: () => true,
  run: (_, world) => world.restart(),
  toString: () => 'restart()',
})

function moving(
  name: string,
  parameters: unknown,
  check: (model: Readonly<Model>) => boolean,
  to: (model: Model) => number,
): ModelCommand {
  return {
    check,
    run: async (model, world) => {
      model.now = to(model)
      world.setTime(model.now)
    },
    toString: () => `${name}(${JSON.stringify(parameters)})`,
  }
}
