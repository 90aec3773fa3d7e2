/** Statuses that an error of this API can have. */
type ErrorStatus = 400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 422 | 429 | 431 | 500 | 503

/** One kind of error. Clients match on its code and its message: neither ever changes. */
export interface ErrorEntry {
  readonly status: ErrorStatus
  readonly message: string
  /** When it is answered: a full sentence in Markdown. */
  readonly when: string
  /** What whoever gets it should do: a full sentence in Markdown. */
  readonly remedy: string
}
