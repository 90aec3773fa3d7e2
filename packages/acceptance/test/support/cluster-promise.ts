import { NODES, type Cluster } from './cluster.ts'

export const MACHINE = 'office-pc'

/** Watches the promise: no validation that begins after a revocation was answered gives an unmarked positive verdict. */
export class ClusterPromise {
  readonly #cluster: Cluster
  readonly #revoked = new Map<string, number>()
  /** What was told and should not have been; none is right. */
  readonly lies: string[] = []
  readonly revocationMs: number[] = []
  readonly counts: { current: number; stale: number; refused: number; unanswered: number } = {
    current: 0,
    stale: 0,
    refused: 0,
    unanswered: 0,
  }

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async validate(node: number, key: string): Promise<void> {
    const promised = this.#revoked.has(key)
    const began = performance.now()
    const reply = await this.#cluster
      .call(node, 'POST', '/validate', { key, machineId: MACHINE })
      .catch(() => undefined)
    if (reply?.status !== 200) this.counts.unanswered += 1
    else if (reply.body['stale'] === true) this.counts.stale += 1
    else if (reply.body['valid'] !== true) this.counts.refused += 1
    else {
      this.counts.current += 1
      const answered = this.#revoked.get(key)
      if (promised && answered !== undefined) {
        this.lies.push(`node ${node}: good, asked ${(began - answered).toFixed(1)} ms after the answer`)
      }
    }
  }

  /** Revokes at a node, again at another while nobody has answered, and asks every node at once. */
  async revoke(node: number, key: string, token: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const began = performance.now()
      const at = (node + attempt) % NODES
      const path = `/license/revoke/${key}`
      const reply = await this.#cluster.call(at, 'PATCH', path, { revoked: true }, token).catch(() => undefined)
      if (reply?.status === 200) {
        if (!this.#revoked.has(key)) this.#revoked.set(key, performance.now())
        this.revocationMs.push(performance.now() - began)
        await Promise.all(Array.from({ length: NODES }, (_, asked) => this.validate(asked, key)))
        return
      }
      if (attempt === 50) throw new Error(`Could not be revoked: ${JSON.stringify(reply)}`)
    }
  }

  percentile(share: number): number {
    const sorted = this.revocationMs.toSorted((a, b) => a - b)
    return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? Number.NaN
  }

  report(title: string): string {
    const { current, stale, refused, unanswered } = this.counts
    const total = current + stale + refused
    return [
      `${title}: ${this.revocationMs.length} revocations answered,`,
      `p50 ${this.percentile(0.5).toFixed(1)} ms, p99 ${this.percentile(0.99).toFixed(1)} ms;`,
      `${total} verdicts, ${current} current and positive, ${stale} stale (${((100 * stale) / total).toFixed(2)} %),`,
      `${unanswered} unanswered; ${this.lies.length} that broke the promise`,
    ].join(' ')
  }
}
