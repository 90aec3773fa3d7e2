import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Address } from '../http-client.ts'

/** What whoever means harm knows: where the server is, and an account of their own. */
export interface Target {
  readonly address: Address
  readonly token: string
  readonly email: string
  readonly clientId: string
  /** A token of an account with a dashboard of a few megabytes. */
  readonly richToken: string
}

export interface Attack {
  readonly name: string
  /** Goes on until it is called off; `strength` is 1 for a full attack, less for a short test. */
  run(target: Target, strength: number, over: AbortSignal): Promise<void>
}

/** A connection whose end, however it comes, is no news. */
export function open({ host, port }: Address): Socket {
  const socket = connect(port, host)
  socket.on('error', () => {})
  return socket
}

export function isOpen(socket: Socket): boolean {
  return !socket.destroyed && socket.writable
}

export function post(path: string, body: string, length = Buffer.byteLength(body), headers = ''): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}

/** Keeps so many connections busy: each sends `first`, then `more` every `everyMs`, and is opened anew when it ends. */
export async function keepConnections(
  address: Address,
  count: number,
  over: AbortSignal,
  { first, more, everyMs }: { readonly first: string; readonly more: string; readonly everyMs: number },
): Promise<void> {
  const sockets = new Set<Socket>()
  while (!over.aborted) {
    for (const socket of sockets) {
      if (isOpen(socket)) socket.write(more)
      else sockets.delete(socket)
    }
    for (let missing = count - sockets.size; missing > 0; missing -= 1) {
      const socket = open(address)
      socket.resume()
      socket.write(first)
      sockets.add(socket)
      if (missing % 100 === 0) await pause(1)
    }
    await pause(everyMs)
  }
  for (const socket of sockets) socket.destroy()
}

/** So many at a time, one behind the other each, until it is over. */
export async function atOnce(count: number, over: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  const worker = async (): Promise<void> => {
    while (!over.aborted) await work().catch(() => pause(10))
  }
  await Promise.all(Array.from({ length: Math.ceil(count) }, worker))
}
