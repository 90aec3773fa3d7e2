/** What a field may hold instead of a text that makes sense; each is no valid value of any field. */
export const hostileValues: Readonly<Record<string, unknown>> = {
  'left out': undefined,
  null: null,
  'an empty text': '',
  'a number': 7,
  'a fraction': 0.5,
  'a huge number': 1e308,
  true: true,
  'an empty array': [],
  'an array': ['a', 'b'],
  'an array of arrays': [[[['a']]]],
  'an empty object': {},
  'an object with $gt': { $gt: '' },
  'an object with $ne': { $ne: null },
  'an object with $where': { $where: 'while(true){}' },
  'an object with a constructor': { constructor: { prototype: { admin: true } } },
  'a text with U+0000': 'a\u0000b@example.com',
  'a lone high surrogate': 'a\ud800b@example.com',
  'a lone low surrogate': '\udc00@example.com',
  'ten thousand characters': 'x'.repeat(10_000),
}

/** Deeper than any parser should be led. */
export function deeplyNested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}
