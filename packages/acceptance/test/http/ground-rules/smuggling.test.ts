import { connect } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { bytesUntilEnd } from '../../support/raw-reply.ts'
import { aSeller } from '../../support/seller.ts'
import { readReplies } from '../../support/wire/replies.ts'
import { faultOf } from '../../support/wire/reply-faults.ts'

/**
 * Requests whose end two programs may see in two places, each with a second one hidden in what one of them takes for a body
 * (RFC 9112 §11.2). A proxy that lets one through must not find here a server that answers what is hidden.
 */

const keybox = useKeyBox()
let hidden: string

beforeAll(async () => {
  const { key } = await (await aSeller(keybox)).sellActivated('pc')
  const body = JSON.stringify({ key, machineId: 'pc' })
  hidden = `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
})

const TYPE = 'Content-Type: application/json'

/** Heads, each with what stands between it and the hidden request. */
const shapes: Readonly<Record<string, readonly [head: readonly string[], between: string]>> = {
  'a length and chunks': [['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
  'chunks and a length': [['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'],
  'two lengths': [['Content-Length: 0', 'Content-Length: 300'], ''],
  'two lengths in one': [['Content-Length: 0, 300'], ''],
  'a length with a sign': [['Content-Length: +0'], ''],
  'a length in another base': [['Content-Length: 0x0'], ''],
  'a length and a space before its colon': [['Content-Length : 0'], ''],
  'chunks and a space before their colon': [['Transfer-Encoding : chunked'], '0\r\n\r\n'],
  'chunks that are not last': [['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'],
  'chunks that are nearly so called': [['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
  'chunks after a vertical tab': [['Transfer-Encoding: \u000bchunked'], '0\r\n\r\n'],
  'chunks on a folded line': [['Transfer-Encoding:\r\n chunked'], '0\r\n\r\n'],
  'chunks behind a bare line feed': [['X-A: b\nTransfer-Encoding: chunked'], '0\r\n\r\n'],
  'chunks behind a bare carriage return': [['X-A: b\rTransfer-Encoding: chunked'], '0\r\n\r\n'],
  'a chunk of a negative size': [['Transfer-Encoding: chunked'], '-1\r\n\r\n0\r\n\r\n'],
  'a chunk whose size overflows': [['Transfer-Encoding: chunked'], '10000000000000000\r\n\r\n'],
  'a chunk that ends in a bare line feed': [['Transfer-Encoding: chunked'], '1\n{\n0\n\n'],
  'a chunk size behind a bare carriage return': [['Transfer-Encoding: chunked'], '2;a\rb\r\n{}\r\n0\r\n\r\n'],
  'two hosts': [['Host: other', 'Content-Length: 300'], ''],
}

test.each(Object.entries(shapes))(
  row('RULE-PARSER', '%s: refused, and what is hidden behind it is not answered'),
  async (_name, [head, between]) => {
    const socket = connect(keybox.address)
    const answered = bytesUntilEnd(socket)
    const lines = ['POST /validate HTTP/1.1', 'Host: x', TYPE, ...head].join('\r\n')
    socket.end(Buffer.from(`${lines}\r\n\r\n${between}${hidden}`, 'latin1'))
    const { replies, fault } = readReplies(await answered)
    expect(fault).toBeUndefined()
    expect(replies.map(({ status }) => status)).toEqual([400])
    expect(replies.map(faultOf)).toEqual([undefined])
  },
)
