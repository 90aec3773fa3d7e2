import { writeFile } from 'node:fs/promises'
import { ERROR_DOCUMENT_PATH, errorDocument } from './error-document.ts'

await writeFile(ERROR_DOCUMENT_PATH, errorDocument())
