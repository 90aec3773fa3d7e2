import type { Question, Told } from './question.ts'

/** How many questions one generation holds; there are two, and a question takes about 800 bytes, so 16 MB in all. */
const GENERATION = 10_000

/** In characters. A key, a fingerprint and a product's name have room in it; what is longer is parsed each time. */
const MAX_LENGTH = 512

export type FamiliarQuestion = Question & { readonly told: Told }

/**
 * A program sends the same bytes each time, and to parse them takes longer than everything that decides. So what they say
 * is remembered. No verdict is: each is made anew, of the facts and the time.
 *
 * Only who was told of an active licence is remembered, and of each licence the question that came last: whoever makes up
 * keys, or owns one and asks for it in many ways, pushes nobody out.
 *
 * When a generation is full it becomes the older one, and the one that was older is forgotten, with all in it that was not
 * asked since: nearly what the least recently used would be, without a list to keep in order at each question.
 */
export class FamiliarQuestions {
  #younger = new Generation()
  #older = new Generation()

  recall(text: string): FamiliarQuestion | undefined {
    const young = this.#younger.recall(text)
    if (young !== undefined) return young
    const old = this.#older.recall(text)
    if (old !== undefined) this.learn(old)
    return old
  }

  learn(question: FamiliarQuestion): void {
    if (question.text.length > MAX_LENGTH) return
    this.#older.forget(question.told.license.id)
    this.#younger.learn(question)
    if (this.#younger.size < GENERATION) return
    this.#older = this.#younger
    this.#younger = new Generation()
  }
}

type LicenseId = Told['license']['id']

class Generation {
  readonly #questions = new Map<string, FamiliarQuestion>()
  readonly #textOf = new Map<LicenseId, string>()

  get size(): number {
    return this.#questions.size
  }

  recall(text: string): FamiliarQuestion | undefined {
    return this.#questions.get(text)
  }

  learn(question: FamiliarQuestion): void {
    const { id } = question.told.license
    this.forget(id)
    this.#questions.set(question.text, question)
    this.#textOf.set(id, question.text)
  }

  forget(license: LicenseId): void {
    const text = this.#textOf.get(license)
    if (text === undefined) return
    this.#questions.delete(text)
    this.#textOf.delete(license)
  }
}
