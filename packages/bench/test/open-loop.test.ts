import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Connection } from '../src/load/connection.ts'
import { toHttpText } from '../src/load/request-file.ts'

test('a connection sends one request after the other, and tells success from failure', async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = request.url === '/fine' ? 200 : 404
      response.end('ä'.repeat(10_000))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const connection = await Connection.open(connect(port, '127.0.0.1'))
  onTestFinished(() => connection.close())

  const outcomes: boolean[] = []
  for (const path of ['/fine', '/missing', '/fine']) {
    const [request = ''] = toHttpText(`POST ${path}\nContent-Type: application/json\n\n{"a":1}\n`, `127.0.0.1:${port}`)
    outcomes.push(await new Promise<boolean>((resolve) => connection.send(request, resolve)))
  }
  expect(outcomes).toEqual([true, false, true])
})

test('a request file becomes one request a line', () => {
  const requests = toHttpText('POST /validate\nContent-Type: application/json\n\n{"key":"ä"}\n{}\n', 'h:1')
  const head = 'POST /validate HTTP/1.1\r\nHost: h:1\r\nContent-Type: application/json\r\n'
  expect(requests).toEqual([`${head}Content-Length: 12\r\n\r\n{"key":"ä"}`, `${head}Content-Length: 2\r\n\r\n{}`])
})
