import type { Findings } from '../findings.ts'
import type { Reply, Request } from '../load/api.ts'

/** The failures that say what they are, and what is stored after them; any other is a fault of ours. docs/errors */
const CLEAN: ReadonlyMap<unknown, number> = new Map([
  ['STORE_UNAVAILABLE', 500],
  ['OUTCOME_UNKNOWN', 500],
  ['OVERLOADED', 503],
  ['NOT_READY', 503],
  ['SHUTTING_DOWN', 503],
])

/** Whatever was asked for: a reply of 5xx has to have one of the codes for it. */
export function auditFailure({ method, path }: Request, reply: Reply, findings: Findings): void {
  if (reply.status < 500 || CLEAN.get(reply.body['code']) === reply.status) return
  const { requestId } = reply.body
  const about = typeof requestId === 'string' ? requestId : undefined
  findings.problem('unclean failure', `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`, about)
}
