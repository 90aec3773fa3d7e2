import type { ErrorEntry } from '../src/errors/catalogue/error-entry.ts'
import { ERROR_CATALOGUE, ERROR_CODES, type ErrorCode } from '../src/errors/error-catalogue.ts'

export const ERROR_DOCUMENT_PATH: URL = new URL('../../../docs/errors/README.md', import.meta.url)

const INTRODUCTION = `# Errors

Every error is \`{ success: false, message, code, requestId }\`, some with more fields. Programs go by \`code\`; \`message\`
is for people; \`requestId\` is the \`X-Request-Id\` of the reply and names it in the log of the server.

Written by \`node packages/adapters-http/scripts/generate-error-docs.ts\` from the catalogue that the server answers from: edit that.`

/** `docs/errors/README.md`: an entry for each code. */
export function errorDocument(): string {
  return (
    [INTRODUCTION, overview(), ...ERROR_CODES.map((code) => entry(code, ERROR_CATALOGUE[code]))].join('\n\n') + '\n'
  )
}

function overview(): string {
  const rows = ERROR_CODES.map((code) => {
    const { status, message } = ERROR_CATALOGUE[code]
    return `| [\`${code}\`](#${code.toLowerCase()}) | ${status} | ${message} |`
  })
  return ['| code | status | message |', '|---|---|---|', ...rows].join('\n')
}

function entry(code: ErrorCode, { status, message, when, remedy }: ErrorEntry): string {
  return [`## ${code}`, `${status} \`${message}\``, `**When.** ${when}`, `**What to do.** ${remedy}`].join('\n\n')
}
