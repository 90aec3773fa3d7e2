/** The ways in which what is stored, or told, can be wrong. */
export type ProblemKind =
  | 'lost'
  | 'doubled'
  | 'half-written'
  | 'altered'
  | 'written though refused'
  | 'two machines'
  | 'revocation'
  | 'revision'
  | 'verdict'
  | 'dashboard'
  | 'unexpected reply'
  | 'unclean failure'
  | 'never settled'
  | 'not audited'
  | 'no start'
  | 'damaged'

export interface Problem {
  readonly kind: ProblemKind
  readonly text: string
  /** Of the reply that it is about. */
  readonly requestId?: string
  /** What the server printed about that request. */
  readonly server?: readonly string[]
}

/** What a run found, and how much it looked at. */
export class Findings {
  readonly problems: Problem[] = []
  readonly counts: Record<string, number> = {}

  problem(kind: ProblemKind, text: string, requestId?: string): void {
    this.problems.push({ kind, text, ...(requestId !== undefined && { requestId }) })
  }

  count(name: string, by = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + by
  }

  /** How many problems there are of these kinds. */
  of(...kinds: readonly ProblemKind[]): number {
    return this.problems.filter(({ kind }) => kinds.includes(kind)).length
  }
}
