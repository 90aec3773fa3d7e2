import type { Socket } from 'node:net'
import { isJsonObject, type Reply } from './http-client.ts'

/** All that a socket receives before the other side ends or cuts the connection. */
export async function bytesUntilEnd(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    // A reset after the reply is no fault: the server need not read what it refused.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

/** One reply as it came over the wire: status line, headers, body; not chunked. */
export function parseRawReply(bytes: string): Reply {
  const [head = '', text = ''] = bytes.split('\r\n\r\n', 2)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body: unknown = text === '' ? {} : JSON.parse(text)
  return { status: Number(statusLine.split(' ')[1]), headers, text, body: isJsonObject(body) ? body : {} }
}
