import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Times } from './welch.ts'

/** One sitting a line. */
interface Entry extends Times {
  readonly startedAt: string
}

export async function record(path: string, entry: Entry): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await appendFile(path, `${JSON.stringify(entry)}\n`)
}

/** Of all sittings in the journal. @throws Error where there is none */
export async function recorded(path: string): Promise<Times & { readonly sittings: number }> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  const entries = lines.map((line) => JSON.parse(line) as Entry)
  return {
    sittings: entries.length,
    known: entries.flatMap(({ known }) => known),
    unknown: entries.flatMap(({ unknown }) => unknown),
  }
}
