import { isJsonObject, type JsonObject } from '../http-client.ts'

/** One method of one path, as the server's own description has it. */
export interface Operation {
  /** Such as `PATCH /license/revoke/{key}`. */
  readonly name: string
  readonly method: string
  readonly path: string
  /** Whether its description asks for a token. */
  readonly asksForToken: boolean
}

/** Every operation of an OpenAPI document, in its order. */
export function operationsOf(document: JsonObject): readonly Operation[] {
  return Object.entries(objectOf(document['paths'])).flatMap(([path, operations]) =>
    Object.entries(objectOf(operations)).map(([lower, operation]) => {
      const method = lower.toUpperCase()
      return { name: `${method} ${path}`, method, path, asksForToken: 'security' in objectOf(operation) }
    }),
  )
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}
