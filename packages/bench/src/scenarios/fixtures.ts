import type { BareRoute, JsonObject } from '../bare/bare-route.ts'
import { call } from '../http-calls.ts'
import type { Requests } from '../load/request-file.ts'
import type { ChildServer } from '../servers/child-server.ts'
import type { MeasuredServer, Stage } from '../stage.ts'

/** A bare server that is sent what `keyBox` is sent, and replies what `keyBox` replied to the first of it. */
export async function bareLike(
  stage: Stage,
  keyBox: MeasuredServer,
  work: BareRoute['work'] = { kind: 'echo' },
): Promise<MeasuredServer> {
  const { requests } = keyBox
  const { method, path } = requests
  const request = bodyOf(requests)
  const token = requests.headers['Authorization']?.replace('Bearer ', '')
  const reply = await call(keyBox.server.url, method, path, request ?? undefined, token)
  const server = await stage.bare({ method, path, request, reply, work })
  return { name: NAMES[work.kind], server, requests }
}

const NAMES: Readonly<Record<BareRoute['work']['kind'], string>> = {
  echo: 'bare echo',
  'sqlite-read': 'bare read, SQLite',
  'mongo-read': 'bare read, MongoDB',
  'sqlite-write': 'bare write, SQLite',
  'mongo-write': 'bare write, MongoDB',
}

export function keyBoxOn(store: string, server: ChildServer, requests: Requests): MeasuredServer {
  return { name: `KeyBox, ${store}`, server, requests }
}

function bodyOf({ bodies: [first = ''] }: Requests): JsonObject | null {
  return first === '' ? null : (JSON.parse(first) as JsonObject)
}
