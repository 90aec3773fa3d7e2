import { lookup } from 'node:dns/promises'

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
  EAI_AGAIN: 'the name of the host cannot be looked up now: try again, or set HOST',
}

/**
 * The address it listens on, by the name that was given; the error is one readable line. A host of several addresses is
 * listened on at one of them, IPv4 first: for a second address of `localhost` Fastify makes a server of its own, which
 * has neither the time-outs nor the error replies of this one.
 */
export async function listen(
  { server }: KeyBox,
  { host, port }: Pick<Configuration, 'host' | 'port'>,
): Promise<Result<string, string>> {
  try {
    const { address } = await lookup(host, { order: 'ipv4first' })
    await server.listen({ host: address, port, listenTextResolver: (url) => `listening on ${url}` })
  } catch (error) {
    const code = errorCode(error)
    return err(`Cannot listen on ${listenAddress(host, port)}: ${EXPLANATIONS[code] ?? 'the system refused'} (${code})`)
  }
  const address = server.server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return ok(listenAddress(host, bound))
}
