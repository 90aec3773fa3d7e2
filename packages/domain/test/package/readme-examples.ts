import { readFileSync } from 'node:fs'

export interface Example {
  readonly language: 'js' | 'ts'
  readonly code: string
  /** What the page says that it prints: the text block that follows, if the next block is one. */
  readonly prints: string | undefined
}

const BLOCK = /^```(\w+)\n(.*?)^```$/gms

/** The programs of the package's README, in their order. */
export function readmeExamples(): readonly Example[] {
  const page = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const blocks = Array.from(page.matchAll(BLOCK), ([, language = '', code = '']) => ({ language, code }))
  return blocks.flatMap(({ language, code }, index) => {
    const next = blocks[index + 1]
    const prints = next?.language === 'text' ? next.code : undefined
    return language === 'js' || language === 'ts' ? [{ language, code, prints }] : []
  })
}
