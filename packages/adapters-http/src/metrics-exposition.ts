import type { Metrics } from '@keybox/domain'

/** Metrics that can be shown: where requests are recorded, and what the page of all that was recorded says. */
export interface MetricsExposition extends Metrics {
  /** The media type of the page. */
  readonly contentType: string
  exposition(): Promise<string>
}
