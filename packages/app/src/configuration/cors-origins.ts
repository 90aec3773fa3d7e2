import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

import { commaSeparated } from './variable.ts'

/** `*`, or origins in the very form in which browsers send them (RFC 6454 §6.2): lower case, no default port, no path. */
export function parseCorsOrigins(text: string): Result<'*' | readonly string[], InvalidValue> {
  if (text === '*') return ok('*')
  const origins: string[] = []
  for (const entry of commaSeparated(text)) {
    const origin = normalOrigin(entry)
    if (origin === undefined) {
      return invalidValue(
        `must be * or a comma-separated list of origins such as https://shop.example: ${JSON.stringify(entry)} is none`,
      )
    }
    origins.push(origin)
  }
  return ok(origins)
}

function normalOrigin(text: string): string | undefined {
  // Nothing but scheme, host and port; a lone slash at the end is what people copy from the address bar.
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\s\\*]+\/?$/i.test(text)) return undefined
  const url = URL.parse(text)
  if (url === null || url.host === '') return undefined
  // Packaged desktop and mobile programs have schemes of their own, for which `origin` is opaque.
  return url.origin === 'null' ? `${url.protocol}//${url.host.toLowerCase()}` : url.origin
}
