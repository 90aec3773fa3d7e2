import { inspect, isDeepStrictEqual } from 'node:util'
import { settableClock, useCasePorts, type SettableClock } from '@keybox/contracts'
import { instant, StoreFailure } from '@keybox/domain'
import { pre } from 'fast-check'
import type { Answer, Model } from '../model/model.ts'
import type { SequencePorts, Subject, UseCases } from '../subjects/subject.ts'
import { FreshValueSource, KEY_SYMBOLS, type FreshValues } from './fresh-values.ts'
import { plain } from './plain.ts'
import { plainAccessTokens, plainPasswordHasher } from './test-crypto.ts'

/** What a command does to each subject, and to the model. */
export interface Exchange {
  readonly ask: (useCases: UseCases) => Promise<unknown>
  /** `first` is the first subject's reply, for what a subject may choose: the text of a new key. */
  readonly answer: (first: unknown) => Answer
}

/** How often each outcome of each command was seen, by `command: outcome`. */
export type Outcomes = Map<string, number>

interface Participant {
  readonly subject: Subject
  readonly ports: SequencePorts
  /** What its random source gives next. */
  bytes: Uint8Array[]
  useCases: UseCases
}

/** All subjects side by side, for one sequence: on accounts of its own, by one clock. */
export class World {
  /** In the emails of its accounts. */
  readonly name: string
  readonly #clock: SettableClock
  readonly #fresh: FreshValueSource
  readonly #participants: readonly Participant[]
  readonly #outcomes: Outcomes
  #draw: FreshValues

  constructor(subjects: readonly Subject[], name: string, model: Model, outcomes: Outcomes) {
    this.name = name
    this.#clock = settableClock(instant(model.now))
    this.#fresh = new FreshValueSource(name)
    this.#draw = this.#fresh.next()
    this.#outcomes = outcomes
    this.#participants = subjects.map((subject) => this.#participant(subject))
  }

  /** New values for one command. With `like`, the key that comes out first is that of this licence: it is taken. */
  draw(like?: string): FreshValues {
    this.#draw = this.#fresh.next()
    const taken = like === undefined ? undefined : this.#fresh.keyBytesOf(like)
    for (const participant of this.#participants) {
      participant.bytes = [...(taken ? [taken] : []), this.#draw.keyBytes]
    }
    return this.#draw
  }

  setTime(time: number): void {
    this.#clock.set(instant(time))
  }

  async restart(): Promise<void> {
    for (const participant of this.#participants) {
      await participant.subject.restart()
      participant.useCases = participant.subject.compose(participant.ports)
    }
  }

  /** @throws Error when a subject says anything else than the model */
  async compare(command: string, text: string, { ask, answer }: Exchange): Promise<void> {
    const replies = await Promise.all(
      this.#participants.map(async ({ subject, useCases }) => ({
        name: subject.name,
        reply: await ask(useCases).then(plain, (error: unknown) => error),
      })),
    )
    const failure = replies.find(({ reply }) => reply instanceof StoreFailure)
    if (failure !== undefined) this.#abandon(failure.name)
    const { outcome, reply: expected } = answer(replies[0]?.reply)
    const seen = `${command}: ${outcome}`
    this.#outcomes.set(seen, (this.#outcomes.get(seen) ?? 0) + 1)
    for (const { name, reply } of replies) {
      if (!isDeepStrictEqual(reply, expected)) throw new Error(divergence(name, text, reply, expected))
    }
  }

  /** A store that says that it could not, as one does on a machine without time for it, says nothing about the model. */
  #abandon(name: string): void {
    const seen = `abandoned: ${name} was not available`
    this.#outcomes.set(seen, (this.#outcomes.get(seen) ?? 0) + 1)
    pre(false)
  }

  #participant(subject: Subject): Participant {
    const participant: Omit<Participant, 'useCases'> = {
      subject,
      ports: this.#ports(() => participant.bytes),
      bytes: [],
    }
    return Object.assign(participant, { useCases: subject.compose(participant.ports) })
  }

  #ports(bytes: () => Uint8Array[]): SequencePorts {
    return {
      ...useCasePorts({ clock: this.#clock, passwordHasher: plainPasswordHasher }),
      accessTokens: plainAccessTokens,
      ids: { next: (kind) => this.#draw.id(kind) },
      randomBytes: (count) =>
        count > KEY_SYMBOLS ? this.#draw.tokenBytes(count) : (bytes().shift() ?? new Uint8Array()),
    }
  }
}

function show(value: unknown): string {
  return inspect(value, { depth: 10, breakLength: 120 })
}

function divergence(name: string, text: string, reply: unknown, expected: unknown): string {
  return `${name} diverges from the model at ${text}\n${name}: ${show(reply)}\nmodel: ${show(expected)}`
}
