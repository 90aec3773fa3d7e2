/** How this server stands to the requests that come. */
export class Lifecycle {
  #stage: 'serving' | 'draining' | 'closing' = 'serving'

  /** It is not ready for new clients any more, and each reply asks for its connection to be closed. */
  get leaving(): boolean {
    return this.#stage !== 'serving'
  }

  /** Requests that come now are refused. */
  get closing(): boolean {
    return this.#stage === 'closing'
  }

  /** Everything is still served, so that whoever sends requests here can turn elsewhere first. */
  drain(): void {
    if (this.#stage === 'serving') this.#stage = 'draining'
  }

  close(): void {
    this.#stage = 'closing'
  }
}
