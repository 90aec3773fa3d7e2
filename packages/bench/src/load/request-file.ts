import { writeFile } from 'node:fs/promises'

/** What a load generator sends, in order and over again. */
export interface Requests {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** One JSON text each, without line breaks; one empty text for requests without a body. */
  readonly bodies: readonly string[]
}

/** Requests with a body of JSON. */
export function postsOf(path: string, bodies: readonly object[], headers: Requests['headers'] = {}): Requests {
  return {
    method: 'POST',
    path,
    headers: { 'Content-Type': 'application/json', ...headers },
    bodies: bodies.map((body) => JSON.stringify(body)),
  }
}

/** Writes them in the form that both generators read: head, empty line, one body a line. */
export async function writeRequests(file: string, { method, path, headers, bodies }: Requests): Promise<void> {
  const head = [`${method} ${path}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  await writeFile(file, [...head, '', ...bodies, ''].join('\n'))
}

/** The requests of such a file, as they go over the wire. */
export function toHttpText(file: string, host: string): readonly string[] {
  const headEnd = file.indexOf('\n\n')
  const [requestLine = '', ...headers] = file.slice(0, headEnd).split('\n')
  const bodies = file.slice(headEnd + 2, -1).split('\n')
  return bodies.map((body) => httpText([`${requestLine} HTTP/1.1`, `Host: ${host}`, ...headers], body))
}

/** The same without a file in between. */
export function requestTexts({ method, path, headers, bodies }: Requests, host: string): readonly string[] {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return bodies.map((body) => httpText([`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...fields], body))
}

function httpText(head: readonly string[], body: string): string {
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
}
