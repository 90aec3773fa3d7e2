import type { Problem, ProblemKind } from '../findings.ts'
import type { Sitting } from './record.ts'

/** What all sittings of one fault on one store come to. */
export interface Figures {
  readonly of: string
  readonly sittings: number
  readonly tries: number
  readonly acknowledged: number
  /** Writes that had no answer, or one that says that nobody can tell: audited before they were tried again. */
  readonly inDoubt: number
  readonly lost: number
  readonly doubled: number
  readonly halfWritten: number
  readonly otherProblems: number
}

const TOLD_APART: ReadonlySet<ProblemKind> = new Set(['lost', 'doubled', 'half-written'])

export function figuresOf(sittings: readonly Sitting[]): readonly Figures[] {
  const groups = Map.groupBy(sittings, ({ store, fault }) => `${store}, ${fault}`)
  return [...groups].map(([of, group]) => {
    const count = (name: string): number => sum(group.map(({ counts }) => counts[name] ?? 0))
    const problems = group.flatMap((sitting) => sitting.problems)
    return {
      of,
      sittings: group.length,
      tries: sum(group.map(({ tries }) => tries)),
      acknowledged: count('acknowledged'),
      inDoubt: count('in doubt'),
      lost: countOf(problems, 'lost'),
      doubled: countOf(problems, 'doubled'),
      halfWritten: countOf(problems, 'half-written'),
      otherProblems: problems.filter(({ kind }) => !TOLD_APART.has(kind)).length,
    }
  })
}

/** One line a group, for people. */
export function figureLines(figures: readonly Figures[]): readonly string[] {
  return figures.map(
    ({ of, sittings, tries, acknowledged, inDoubt, lost, doubled, halfWritten, otherProblems }) =>
      `${of}: ${tries} in ${sittings} ${sittings === 1 ? 'sitting' : 'sittings'}, ${acknowledged} writes acknowledged, ` +
      `${inDoubt} in doubt: ${lost} lost, ${doubled} doubled, ${halfWritten} half-written, ${otherProblems} other problems`,
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function countOf(problems: readonly Problem[], wanted: ProblemKind): number {
  return problems.filter(({ kind }) => kind === wanted).length
}
