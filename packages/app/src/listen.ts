import { err, ok, type Result } from '@keybox/domain'

import type { KeyBox } from './build-key-box.ts'
import type { Configuration } from './configuration/configuration.ts'
import { errorCode } from './error-code.ts'
import { listenAddress } from './start-line.ts'

const EXPLANATIONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already: stop it, or set PORT',
  EACCES: 'ports below 1024 need a permission that this user lacks: set PORT',
  EADDRNOTAVAIL: 'this machine has no such address: set HOST',
  ENOTFOUND: 'no such host is known: set HOST',
}

/** The address it listens on; the error is one readable line. */
export async function listen(
  { server }: KeyBox,
  { host, port }: Pick<Configuration, 'host' | 'port'>,
): Promise<Result<string, string>> {
  try {
    await server.listen({ host, port, listenTextResolver: (address) => `listening on ${address}` })
  } catch (error) {
    const code = errorCode(error)
    return err(`Cannot listen on ${listenAddress(host, port)}: ${EXPLANATIONS[code] ?? 'the system refused'} (${code})`)
  }
  const address = server.server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return ok(listenAddress(host, bound))
}
