/** A connection string with more options, `a=1&b=2`. */
export function withUriOptions(uri: string, options: string): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${options}`
}
