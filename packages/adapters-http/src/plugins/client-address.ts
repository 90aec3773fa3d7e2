import type { IncomingMessage } from 'node:http'
import proxyAddress from '@fastify/proxy-addr'
import { clientNetwork } from './client-network.ts'
import { trustedProxies } from './trusted-proxies.ts'

/** The network that a request is counted against. */
export type ClientOf = (request: IncomingMessage) => string

/** How many addresses are remembered with their networks, some 200 bytes each. */
const MAX_ADDRESSES = 1000

/**
 * By the address that Fastify gives as `request.ip`: that of the connection or, where it is a trusted proxy's, the
 * rightmost in `X-Forwarded-For` that is none of theirs.
 */
export function clientBehind(proxies: readonly string[]): ClientOf {
  const networks = new Map<string | undefined, string>()
  const isTrusted = trustedProxies(proxies)

  return (request) => {
    const address = proxies.length === 0 ? request.socket.remoteAddress : proxyAddress(request, isTrusted)
    const known = networks.get(address)
    if (known !== undefined) return known
    const network = clientNetwork(address)
    if (networks.size >= MAX_ADDRESSES) networks.clear()
    networks.set(address, network)
    return network
  }
}
