import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { drive } from '../src/load/driver.ts'
import { postsOf, requestTexts } from '../src/load/request-file.ts'
import { readSeries, seriesReaches, seriesValue } from '../src/servers/metrics-page.ts'

/** A server that answers by what `reply` says of the body; its address. */
async function serving(reply: (body: string) => { status: number; text: string }): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const { status, text } = reply(body)
      response.writeHead(status).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a driver sends what it is given, over all connections, until there is no more', async () => {
  const bodies: string[] = []
  const url = await serving((body) => {
    bodies.push(body)
    return { status: body.includes('7') ? 500 : 200, text: 'ok' }
  })
  const texts = requestTexts(
    postsOf(
      '/',
      Array.from({ length: 20 }, (_, number) => ({ number })),
    ),
    'h',
  )
  const left = [...texts]
  expect(await drive({ url, connections: 3, next: () => left.shift() })).toEqual({ requests: 20, failed: 2 })
  expect(bodies.toSorted()).toEqual(Array.from({ length: 20 }, (_, number) => `{"number":${number}}`).toSorted())
})

test('series are read from a page by their name and labels', async () => {
  const page = '# HELP keybox_a Help.\n# TYPE keybox_a gauge\nkeybox_a 0.5\nkeybox_ab{state="x"} 3\n'
  expect(seriesValue(page, 'keybox_a')).toBe(0.5)
  expect(seriesValue(page, 'keybox_ab{state="x"}')).toBe(3)
  expect(seriesValue(page, 'keybox_ab')).toBeNaN()
  const url = await serving(() => ({ status: 200, text: page }))
  expect(await readSeries(url, 'keybox_a', 'keybox_b')).toEqual([0.5, Number.NaN])
})

test('a series is waited for', async () => {
  let asked = 0
  const url = await serving(() => ({ status: 200, text: `keybox_a ${(asked += 1)}\n` }))
  await seriesReaches(url, 'keybox_a', 3)
  expect(asked).toBe(3)
})
