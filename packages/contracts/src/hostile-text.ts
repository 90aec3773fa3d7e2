import * as fc from 'fast-check'

/** How often a property is tried; more with `KEYBOX_PROPERTY_RUNS`. A failure prints the seed and the path to see it again. */
export const PROPERTY_RUNS: number = Number(process.env['KEYBOX_PROPERTY_RUNS'] ?? 300)

/** Any text that JavaScript can hold: ill-formed ones, control characters, white space of every sort, and long ones. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(' ', '\t', '\n', '\u00a0', '\ufeff', '\u2028', '\0', '\ud800', '\udc00', 'a', 'İ', 'ß'),
  }),
  fc.string({ maxLength: 20 }).map((text) => text.repeat(200)),
)

/** A text that is nearly of a form: one that is, with a piece exchanged. */
export function nearly(form: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(form, fc.nat(), fc.nat({ max: 3 }), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([text, at, length, piece]) => {
      const start = at % (text.length + 1)
      return text.slice(0, start) + piece + text.slice(start + length)
    })
}
