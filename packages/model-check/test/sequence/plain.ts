import { Redacted } from '@keybox/domain'

/** A reply as plain values: secrets revealed, so that they are compared too, and what is undefined left out. */
export function plain(value: unknown): unknown {
  if (value instanceof Redacted) return value.reveal()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(entries.map(([name, entry]) => [name, plain(entry)]))
}

/** The text at a path into a reply; '' where there is none. */
export function textAt(reply: unknown, ...path: readonly string[]): string {
  let value = reply
  for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof value === 'string' ? value : ''
}
