import { readFileSync } from 'node:fs'

import * as v from 'valibot'

const manifest = v.object({ version: v.string() })

/** This program's own, from the manifest one folder above the sources and above the built files alike. */
export function readVersion(): string {
  return v.parse(manifest, JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version
}
