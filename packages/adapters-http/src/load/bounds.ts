/** How much this server takes on at a time. Past each of them somebody is told to come back; docs/adr has the table. */
export interface LoadBounds {
  /** Verdicts that are being worked out, nearly all of them waiting for the store. About 5 KB each. */
  readonly validations: number
  /** Sign-ups, log-ins, refreshes and changes of a password, from their head until their reply is ready. Up to 250 KB each. */
  readonly signIns: number
  /** Activations, counted likewise. */
  readonly activations: number
  /** Requests of those who are signed in, counted likewise. */
  readonly requests: number
  /** Checks of the store that wait for their outcome, which they share. */
  readonly checks: number
  /** Pages of the documentation, the API's description and the metrics on their way to a reader. Up to 1.5 MB each, or an open file. */
  readonly pages: number
  /** Dashboards on their way to a reader, or waiting for the store. About 1 MB each. */
  readonly dashboards: number
  /** How many of these may be one owner's. */
  readonly dashboardsOfOwner: number
  /** Bodies of which a part has come. Up to 64 KiB each. Fewer than any of the shares above: bodies that drip fill none. */
  readonly arrivingBodies: number
  /** Replies that clients still wait for or have not taken, of all connections together. About 5 KB each. */
  readonly replies: number
}

export const LOAD_BOUNDS: LoadBounds = {
  validations: 4096,
  signIns: 256,
  activations: 256,
  requests: 384,
  checks: 256,
  pages: 64,
  dashboards: 32,
  dashboardsOfOwner: 8,
  arrivingBodies: 128,
  replies: 2048,
}
