import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readEnvironment } from '../src/configuration/environment.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

describe('environment', () => {
  it('is that of the process where there is no .env file', async () => {
    expect(readEnvironment({ PORT: '1' }, join(await temporaryFolder(), '.env'))).toEqual({
      ok: true,
      value: { PORT: '1' },
    })
  })

  it('takes from the file what the process does not set', async () => {
    const file = join(await temporaryFolder(), '.env')
    await writeFile(file, '# ours\nPORT=1\nHOST=\'::1\'\nKEYBOX_SERVICES="A, B"\n')
    expect(readEnvironment({ PORT: '2' }, file)).toEqual({
      ok: true,
      value: { PORT: '2', HOST: '::1', KEYBOX_SERVICES: 'A, B' },
    })
  })

  it('does not pass over a file that cannot be read', async () => {
    const file = join(await temporaryFolder(), '.env')
    await mkdir(file)
    expect(readEnvironment({}, file)).toEqual({ ok: false, error: [`The file ${file} cannot be read (EISDIR)`] })
  })
})
