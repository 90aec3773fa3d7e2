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

  it('takes from the file what the process sets to the empty text', async () => {
    const file = join(await temporaryFolder(), '.env')
    await writeFile(file, 'PORT=1\nHOST=::1\n')
    expect(readEnvironment({ PORT: '', KEYBOX_SIGNUP: '', HOST: undefined }, file)).toEqual({
      ok: true,
      value: { PORT: '1', HOST: '::1' },
    })
  })

  it('knows the first variable of a file that begins with a byte order mark', async () => {
    const file = join(await temporaryFolder(), '.env')
    await writeFile(file, '\uFEFFKEYBOX_SIGNUP=closed\r\nPORT=1\r\n')
    expect(readEnvironment({}, file)).toEqual({ ok: true, value: { KEYBOX_SIGNUP: 'closed', PORT: '1' } })
  })

  it.each([
    ['UTF-16', Buffer.from('\uFEFFPORT=1\n', 'utf16le'), 'is not UTF-8 text'],
    ['Latin-1', Buffer.from('KEYBOX_SERVICES=Domäne\n', 'latin1'), 'is not UTF-8 text'],
    ['UTF-16 without a mark', Buffer.from('PORT=1\n', 'utf16le'), 'contains the character U+0000'],
  ])('does not guess what a file in %s says', async (_encoding, bytes, fault) => {
    const file = join(await temporaryFolder(), '.env')
    await writeFile(file, bytes)
    expect(readEnvironment({}, file)).toEqual({ ok: false, error: [`The file ${file} ${fault}`] })
  })

  it('does not pass over a file that cannot be read', async () => {
    const file = join(await temporaryFolder(), '.env')
    await mkdir(file)
    expect(readEnvironment({}, file)).toEqual({ ok: false, error: [`The file ${file} cannot be read (EISDIR)`] })
  })
})
