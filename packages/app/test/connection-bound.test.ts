import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { connectionBound, openFilesLimit } from '../src/connection-bound.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

it('leaves files for the store and the log', () => {
  expect(connectionBound(Infinity)).toBe(10_240)
  expect(connectionBound(1024)).toBe(768)
  expect(connectionBound(10)).toBe(1)
})

it('reads how many files may be open, where the system says so', async () => {
  const file = join(await temporaryFolder(), 'limits')
  expect(openFilesLimit(file)).toBe(Infinity)
  await writeFile(
    file,
    'Max processes             95000   95000   processes\nMax open files            4096    8192    files\n',
  )
  expect(openFilesLimit(file)).toBe(4096)
  await writeFile(file, 'Max open files            unlimited    unlimited    files\n')
  expect(openFilesLimit(file)).toBe(Infinity)
})
