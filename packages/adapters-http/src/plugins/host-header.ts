import type { IncomingMessage } from 'node:http'

/**
 * Whether a request says once for which host it is. From HTTP/1.1 on it has to, and twice is an error in any version (RFC
 * 9112 §3.2): a proxy before this server may have gone by the other one. Node keeps the first of several, and its own
 * check for one that is missing answers in a shape of its own, so it is off.
 */
export function namesItsHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0')
}
