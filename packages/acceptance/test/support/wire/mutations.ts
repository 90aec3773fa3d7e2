import type { Random } from '@keybox/contracts'

/** What breaks parsers, put in anywhere. */
const TOKENS = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  ' ',
  '\t',
  ':',
  '/',
  '%',
  '%00',
  '\xff',
  '"',
  '{',
  '}',
  '\\',
  ',',
  ';',
  '0',
  '-',
  '9'.repeat(20),
  'HTTP/1.1',
  'chunked',
  'A'.repeat(1000),
]

type Mutation = (random: Random, text: string) => string

const MUTATIONS: readonly Mutation[] = [
  (random, text) => spliced(text, random.whole(text.length), 1, String.fromCharCode(random.whole(256))),
  (random, text) => spliced(text, random.whole(text.length), 1, flipped(text, random)),
  (random, text) => spliced(text, random.whole(text.length + 1), 0, random.pick(TOKENS)),
  (random, text) => spliced(text, random.whole(text.length), 1 + random.whole(8), ''),
  (random, text) => {
    const from = random.whole(text.length)
    return spliced(text, from, 0, text.slice(from, from + 1 + random.whole(60)))
  },
  (random, text) => text.slice(0, random.whole(text.length)),
  (random, text) => {
    const lines = text.split('\r\n')
    const [from, to] = [random.whole(lines.length), random.whole(lines.length)]
    return lines.with(from, lines[to] ?? '').join('\r\n')
  },
]

/** The same with one to four changes. Texts are Latin-1: a character is a byte. */
export function mutated(random: Random, text: string): string {
  let changed = text
  for (let left = 1 + random.whole(4); left > 0 && changed !== ''; left -= 1) {
    changed = random.pick(MUTATIONS)(random, changed)
  }
  return changed
}

function spliced(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove)
}

function flipped(text: string, random: Random): string {
  const at = random.whole(text.length)
  return String.fromCharCode(text.charCodeAt(at) ^ (1 << random.whole(8)))
}
