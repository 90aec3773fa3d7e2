import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A request that the server has taken on and whose body is still to come. */
export interface HalfSentRequest {
  readonly socket: Socket
  /** Sends the body; resolves to all that the server answers, once it has ended the connection. */
  finish(): Promise<string>
}

/** `Expect: 100-continue` (RFC 9110 §10.1.1) is how the server lets know that the request has begun. */
export async function halfSent(address: string, path: string, body: object): Promise<HalfSentRequest> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  const text = JSON.stringify(body)
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: keybox',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Expect: 100-continue',
  ]
  socket.setEncoding('utf8').write(`${head.join('\r\n')}\r\n\r\n`)
  let received = ''
  socket.on('data', (chunk: string) => (received += chunk))
  await once(socket, 'data')
  if (!received.startsWith('HTTP/1.1 100 ')) throw new Error(`Expected 100 Continue: ${received}`)
  return {
    socket,
    async finish() {
      received = ''
      socket.write(text)
      await once(socket, 'close')
      return received
    },
  }
}
