import { NODES, type Cluster } from './cluster.ts'

export const MACHINE = 'office-pc'

/** How often a revocation is asked for anew where nobody answers, before the test gives up. */
const ATTEMPTS = 100

/** Watches the promise: no validation that begins after a revocation was answered gives an unmarked positive verdict. */
export class ClusterPromise {
  readonly #cluster: Cluster
  readonly #revoked = new Set<string>()
  readonly #revocationMs: number[] = []
  readonly #recoveryMs: number[] = []
  readonly #verdicts: Record<Verdict, number> = { current: 0, stale: 0, refused: 0, failed: 0, broken: 0 }
  readonly #failures = new Map<string, number>()
  #retriedElsewhere = 0
  /** What was told and should not have been; none is right. */
  readonly lies: string[] = []

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** Verdicts that were positive and claimed to be current. */
  get current(): number {
    return this.#verdicts.current
  }

  /** Validations that got no verdict: another status, or no reply at all. */
  get unanswered(): number {
    return this.#verdicts.failed + this.#verdicts.broken
  }

  /** @returns whether the node gave a positive verdict that claims to be current */
  async validate(node: number, key: string): Promise<boolean> {
    const promised = this.#revoked.has(key)
    const asked = { key, machineId: MACHINE }
    const reply = await this.#cluster.call(node, 'POST', '/validate', asked).catch(() => undefined)
    const kind = kindOf(reply)
    this.#verdicts[kind] += 1
    if (kind === 'failed') this.#failed(String(reply?.body['code']))
    if (promised && kind === 'current') this.lies.push(`node ${node}: ${JSON.stringify(reply)} after the answer`)
    return kind === 'current'
  }

  /** Validates those keys at all nodes, over and over, so many at once, until it is told to end. */
  hammer(keys: readonly string[], atOnce: number): () => Promise<void> {
    const over = new AbortController()
    const one = async (node: number): Promise<void> => {
      while (!over.signal.aborted) await this.validate(node, keys[Math.floor(Math.random() * keys.length)] ?? '')
    }
    const running = Array.from({ length: atOnce }, (_, index) => one(index % NODES))
    return async () => {
      over.abort()
      await Promise.all(running)
    }
  }

  /** Revokes at a node, again at another while nobody has answered, and asks every node at once. */
  async revoke(node: number, key: string, token: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const began = performance.now()
      const at = (node + attempt) % NODES
      const path = `/license/revoke/${key}`
      const reply = await this.#cluster.call(at, 'PATCH', path, { revoked: true }, token).catch(() => undefined)
      if (reply?.status !== 200) continue
      this.#revoked.add(key)
      this.#revocationMs.push(performance.now() - began)
      await Promise.all(Array.from({ length: NODES }, (_, asked) => this.validate(asked, key)))
      return
    }
    throw new Error(`Nobody revoked it in ${ATTEMPTS} attempts`)
  }

  /** The same at two nodes at once: one of them finds it done, or loses the race. */
  async revokeTwice(node: number, key: string, token: string): Promise<void> {
    this.#retriedElsewhere += 1
    await Promise.all([this.revoke(node, key, token), this.revoke((node + 1) % NODES, key, token)])
  }

  /** Resolves once every node has told of a licence that is good, unmarked. */
  async recovered(key: string): Promise<void> {
    const began = performance.now()
    await Promise.all(
      Array.from({ length: NODES }, async (_, node) => {
        while (!(await this.validate(node, key)));
      }),
    )
    this.#recoveryMs.push(performance.now() - began)
  }

  #failed(code: string): void {
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1)
  }

  report(title: string): string {
    const { current, stale, refused, failed, broken } = this.#verdicts
    const verdicts = current + stale + refused
    const recovery = `  all current again       ${percentiles(this.#recoveryMs)} ms after a fault's end`
    return [
      title,
      `  revocations answered    ${this.#revocationMs.length}, of which ${this.#retriedElsewhere} are retries elsewhere`,
      `  a revocation took       ${percentiles(this.#revocationMs)} ms`,
      `  verdicts                ${verdicts}: ${current} positive and current, ${refused} negative, ${stale} stale`,
      `  share of stale          ${((100 * stale) / verdicts).toFixed(3)} %`,
      `  no verdict              ${failed} replies of 5xx ${JSON.stringify([...this.#failures])}, ${broken} connections cut`,
      ...(this.#recoveryMs.length === 0 ? [] : [recovery]),
      `  unmarked positives that began after the revocation's 200: ${this.lies.length}`,
    ].join('\n')
  }
}

type Verdict = 'current' | 'stale' | 'refused' | 'failed' | 'broken'

function kindOf(reply: Awaited<ReturnType<Cluster['call']>> | undefined): Verdict {
  if (reply === undefined) return 'broken'
  if (reply.status !== 200) return 'failed'
  if (reply.body['stale'] === true) return 'stale'
  return reply.body['valid'] === true ? 'current' : 'refused'
}

function percentiles(of: readonly number[]): string {
  const sorted = of.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? Number.NaN).toFixed(1)
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)}`
}
