import type { ClientEntry } from '../ledger/ledger.ts'
import type { Fate, Write } from '../ledger/write.ts'
import type { JsonObject, Reply, Request } from './api.ts'

/** A write that a client asks for, again with the same key while it has no answer, unless it is an unkeyed sale. */
export interface Operation {
  readonly name: 'sign-up' | 'client' | 'project' | 'license' | 'activation' | 'revocation'
  readonly write: Write
  readonly request: Request
  /** What it belongs to; undefined: it is an account. */
  readonly client?: ClientEntry
  /** Where a reply tells something else than replies in general do. */
  readonly fateBy?: (reply: Reply) => Fate | undefined
  /** Enters into the ledger what was acknowledged. @returns what is wrong with it */
  acknowledge(body: JsonObject): string | undefined
}
