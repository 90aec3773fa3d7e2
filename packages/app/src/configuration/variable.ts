import type { InvalidValue, Result } from '@keybox/domain'
import * as v from 'valibot'

/** A variable whose trimmed text a parser of this program understands; the parser's reason becomes the problem. */
export function variable<T>(parse: (text: string) => Result<T, InvalidValue>): v.GenericSchema<string, T> {
  return v.pipe(
    v.string(),
    v.trim(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = parse(dataset.value)
      if (parsed.ok) return parsed.value
      addIssue({ message: parsed.error.reason })
      return NEVER
    }),
  )
}

/** The entries of `a, b,c`, each trimmed; an empty one stays, for the parser of the entries to refuse. */
export function commaSeparated(text: string): readonly string[] {
  return text.split(',').map((entry) => entry.trim())
}
