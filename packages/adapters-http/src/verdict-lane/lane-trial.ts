import { createServer } from 'node:http'
import { duplexPair } from 'node:stream'
import { text } from 'node:stream/consumers'
import { TakeableRequest } from './takeable-request.ts'
import { verdictWriter } from './verdict-writer.ts'

/** Much more than it takes, for a Node with which it never ends. */
const PATIENCE_MS = 2000

const BODY = '{}'
const HEAD = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n`
/** The first has Node make the head, the second has it already, the third has one of its own. */
const REQUESTS = [HEAD, HEAD, `${HEAD}Connection: close\r\n`]
const REPLY = /^HTTP\/1\.1 200 OK\r\ncontent-type: [^\r]+\r\ncontent-length: 2\r\nDate: (?:[^\r]+\r\n)+\r\n\{\}$/

let trial: Promise<boolean> | undefined

/**
 * The lane rests on two things that Node does not document: that the parser fills a request through `push`, and where a
 * head is kept until it is sent. Whether this Node does so is tried out once, on a connection within the process.
 */
export function laneWorks(): Promise<boolean> {
  trial ??= tryOut()
  return trial
}

async function tryOut(): Promise<boolean> {
  const server = createServer({ IncomingMessage: TakeableRequest })
  const write = verdictWriter('*')
  server.on('request', (request, response) => {
    request.takeBody(BODY.length, (body) => {
      write(response, { 'x-trial': 'yes' }, String(body))
      return true
    })
  })
  const [client, connection] = duplexPair()
  // Any stream may be given to a server as a connection (https://nodejs.org/api/http.html#event-connection).
  server.emit('connection', connection)
  const timer = setTimeout(() => client.destroy(), PATIENCE_MS)
  try {
    client.write(REQUESTS.map((head) => `${head}\r\n${BODY}`).join(''))
    const replies = (await text(client)).split(/(?<=\{\})/)
    return replies.length === REQUESTS.length && replies.every((reply) => REPLY.test(reply))
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
