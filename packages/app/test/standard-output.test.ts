import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('programs/log-and-be-killed.ts', import.meta.url))

test('what failed is in the log though the server is killed in the same moment, and in order', async () => {
  const child = spawn(process.execPath, ['--conditions=keybox-source', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = (await text(child.stdout)).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'info', msg: 'a request before it' },
    { level: 'error', msg: 'request failed' },
  ])
})
