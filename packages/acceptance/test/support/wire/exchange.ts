import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Address } from '../http-client.ts'
import { readReplies, type WireReply } from './replies.ts'
import { faultOf } from './reply-faults.ts'
import type { WireScript } from './script.ts'

/** Longer than any reply takes on a busy machine, shorter than the time-outs of the server. */
const PATIENCE_MS = 15_000

export interface Exchange {
  readonly statuses: readonly number[]
  readonly fault: string | undefined
}

/** Sends a script and judges what comes back until the server has closed the connection too. */
export async function exchange(address: Address, script: WireScript): Promise<Exchange> {
  const socket = connect({ ...address, allowHalfOpen: true, noDelay: true })
  const received = allOf(socket)
  for (const piece of piecesOf(script)) {
    socket.write(piece)
    if (script.pieces > 1) await turn()
  }
  if (script.end === 'reset') {
    socket.resetAndDestroy()
    return { statuses: [], fault: undefined }
  }
  socket.end()
  const { bytes, end } = await received
  const { replies, fault } = readReplies(bytes)
  // A server that refuses the rest may cut the connection; what it sent is then lost on its way, as TCP has it.
  const whole = end === 'closed'
  const faults = [
    end === 'hangs' ? 'The connection hangs' : undefined,
    whole ? fault : undefined,
    ...replies.map(faultOf),
    ...(whole ? unanswered(script, replies) : []),
    replies.length > mostReplies(script) ? 'More replies than requests' : undefined,
  ]
  return { statuses: replies.map(({ status }) => status), fault: faults.find((found) => found !== undefined) }
}

function unanswered({ honest }: WireScript, replies: readonly WireReply[]): readonly string[] {
  const numbers = Array.from({ length: honest }, (_, index) => index)
  return numbers
    .filter((index) => replies[index]?.status !== 200 || !replies[index].body.includes('"status":"active"'))
    .map((index) => `Honest request ${index + 1} was not answered`)
}

/** One for each request line that there may be, and one for what is none. */
function mostReplies({ requests }: WireScript): number {
  return (requests.join('').match(/\/\d\.\d/g)?.length ?? 0) + 1
}

function piecesOf({ requests, pieces }: WireScript): readonly Buffer[] {
  const bytes = Buffer.from(requests.join(''), 'latin1')
  const length = Math.max(1, Math.ceil(bytes.length / pieces))
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  )
}

interface Received {
  readonly bytes: string
  readonly end: 'closed' | 'reset' | 'hangs'
}

function allOf(socket: Socket): Promise<Received> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const finish = (end: Received['end']): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ bytes: Buffer.concat(chunks).toString('latin1'), end })
    }
    const timer = setTimeout(() => finish('hangs'), PATIENCE_MS)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => finish('reset'))
    socket.on('end', () => finish('closed'))
    socket.on('close', () => finish('closed'))
  })
}
