import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { capturedLog } from '../support/captured-log.ts'
import { everythingThatHappens } from '../support/everything-that-happens.ts'
import { startKeyBox } from '../support/keybox.ts'
import { REPOSITORY } from '../support/program.ts'
import { ISO_TIME } from '../support/reply.ts'

const page = await readFile(join(REPOSITORY, 'docs/operations.md'), 'utf8')
const section = page.split('\n## The log\n')[1]?.split('\n## ')[0] ?? ''
const documented = [...section.matchAll(/^\| `([^`]+)`/gm)]
  .map(([, message = '']) => message)
  .filter((message) => message !== 'msg')

test('every line that a source logs is in the list, and no other', async () => {
  const messages = new Set(['listening on'])
  for await (const path of glob('packages/*/src/**/*.ts', { cwd: REPOSITORY })) {
    const source = await readFile(join(REPOSITORY, path), 'utf8')
    const logged = source.matchAll(
      /\blog(?:\.(?:trace|debug|info|warn|error|fatal)|\[level\])\([^\n]*'([a-z][^'\n]+)'\)/g,
    )
    for (const [, message = ''] of logged) messages.add(message)
  }
  expect(documented.length).toBeGreaterThan(10)
  expect(documented.toSorted()).toEqual([...messages].toSorted())
})

test('every line of a server that is used in every way is an object of its own, in UTC, and in the list', async () => {
  const log = capturedLog()
  const keybox = await startKeyBox({ env: { KEYBOX_LOG_LEVEL: 'trace' }, logDestination: log.destination }, 'memory')
  await everythingThatHappens(keybox)
  // What would begin another line, were it written as it is.
  await keybox.call('GET', '/no/such/%0A{"level":"info","msg":"stopped"}')
  await keybox.close()
  const lines = log.text().trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(25)
  const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  for (const { time, level } of written) {
    expect({ time, level }).toEqual({ time: expect.stringMatching(ISO_TIME), level: expect.stringMatching(/^[a-z]+$/) })
  }
  // Where a test listens Fastify says so, in its own words; the program has others.
  const messages = new Set(written.map(({ msg }) => String(msg).replace(/^Server listening at/, 'listening on')))
  expect([...messages].filter((message) => !documented.some((known) => message.startsWith(known)))).toEqual([])
  expect(messages).not.toContain('stopped')
})
