const DEFAULT_DATABASE = 'keybox'

/** The database that the path names, else `keybox`. https://www.mongodb.com/docs/manual/reference/connection-string/ */
export function databaseNameOf(uri: string): string {
  const name = /^[^:]+:\/\/[^/?]*\/([^?]+)/.exec(uri)?.[1]
  return name === undefined ? DEFAULT_DATABASE : decodeURIComponent(name)
}

/** The options that a connection string sets, in lower case as the driver compares them. */
export function optionsNamedIn(uri: string): ReadonlySet<string> {
  const query = uri.slice(uri.indexOf('?') + 1)
  return new Set(uri.includes('?') ? [...new URLSearchParams(query).keys()].map((key) => key.toLowerCase()) : [])
}

/**
 * Whether a text gives away a part of the credentials in a connection string. With a password that should have been
 * percent-encoded the driver takes a part of it for a host's name and names it in messages, so that every piece before
 * the last `@` counts.
 */
export function revealsCredentials(text: string, uri: string): boolean {
  const credentials = uri.slice(uri.indexOf('//') + 2, Math.max(uri.lastIndexOf('@'), 0))
  const pieces = credentials.split(/[:@/?#[\]]/).filter((piece) => piece !== '')
  return pieces.some((piece) => text.includes(piece) || text.includes(percentDecoded(piece)))
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
