import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ERROR_DOCUMENT_PATH, errorDocument } from '../scripts/error-document.ts'

test('docs/errors is what the catalogue says', async () => {
  const written = await readFile(ERROR_DOCUMENT_PATH, 'utf8')
  expect(written).toBe(errorDocument())
})
