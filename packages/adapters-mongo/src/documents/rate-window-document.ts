/** A client's window as the collection `rate_windows` holds it. */
export interface RateWindowDocument {
  /** What the client is called among servers. */
  readonly _id: string
  readonly start: Date
  /** By server, how many requests it says that it has counted since then. */
  readonly counts: Readonly<Record<string, number>>
  /** When MongoDB may remove it, by its own clock; nothing else goes by this. */
  readonly expiresAt: Date
}
