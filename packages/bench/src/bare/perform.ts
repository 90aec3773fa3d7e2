import type { JsonObject } from './bare-route.ts'

/** From the request's body to the reply. */
export type Perform = (body: JsonObject) => JsonObject | Promise<JsonObject>
