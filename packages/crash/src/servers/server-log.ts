/** What the servers of a run printed, by the request that it is about: why a reply is a 500 stands nowhere else. */
export class ServerLog {
  readonly #byRequest = new Map<string, string[]>()

  hear(line: string): void {
    const requestId = REQUEST_ID.exec(line)?.[1]
    if (requestId !== undefined) this.#byRequest.set(requestId, [...this.about(requestId), line])
  }

  about(requestId: string): readonly string[] {
    return this.#byRequest.get(requestId) ?? []
  }
}

const REQUEST_ID = /"requestId":"([^"]+)"/
