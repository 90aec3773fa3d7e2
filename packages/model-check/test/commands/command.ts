import type { AsyncCommand } from 'fast-check'
import type { Model } from '../model/model.ts'
import type { Exchange, World } from '../sequence/world.ts'

export type ModelCommand = AsyncCommand<Model, World>

export interface CommandOptions {
  readonly name: string
  /** Plain values, shown in a counterexample. */
  readonly parameters: unknown
  /** Whether it can be run on the model as it is. Default: always. */
  readonly applies?: (model: Model) => boolean
  /** Says what is asked, by what is there now. */
  readonly exchange: (model: Model, world: World) => Exchange
}

/** A command that asks every subject and the model for the same. */
export function asking({ name, parameters, applies = () => true, exchange }: CommandOptions): ModelCommand {
  const text = `${name}(${JSON.stringify(parameters)})`
  return {
    check: applies,
    run: (model, world) => world.compare(name, text, exchange(model, world)),
    toString: () => text,
  }
}

/** One of a list by a number that need not know how long it is; undefined when it is empty. */
export function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % list.length]
}

/** As `pick`. @throws Error when the list is empty, which a command's `applies` rules out */
export function picked<T>(list: readonly T[], number: number): T {
  const found = pick(list, number)
  if (found === undefined) throw new Error('A command was run that does not apply')
  return found
}
