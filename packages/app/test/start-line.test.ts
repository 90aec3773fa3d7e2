import { describe, expect, it } from 'vitest'

import { parseDatabaseUrl } from '../src/configuration/database-url.ts'
import { listenAddress, startLine } from '../src/start-line.ts'

function lineFor(url: string): string {
  const database = parseDatabaseUrl(url)
  if (!database.ok) throw new Error(database.error.reason)
  return startLine('http://127.0.0.1:3000', { database: database.value })
}

describe('start line', () => {
  it('names address, docs page and store', () => {
    expect(lineFor('sqlite:./data/keybox.db')).toBe(
      'KeyBox listens on http://127.0.0.1:3000 — docs at http://127.0.0.1:3000/docs — store sqlite:./data/keybox.db',
    )
  })

  it('warns of a store that forgets', () => {
    expect(lineFor('memory:')).toMatch(/store memory: \(everything is gone when the process ends\)$/)
  })

  it.each([
    ['mongodb://db.example', 'mongodb://db.example'],
    [
      'mongodb://a.example:27017,b.example:27018/keybox?replicaSet=rs0',
      'mongodb://a.example:27017,b.example:27018/keybox',
    ],
    ['mongodb://[::1]:27017/keybox', 'mongodb://[::1]:27017/keybox'],
    ['mongodb+srv://user:hunter2@cluster.example/keybox', 'mongodb+srv://cluster.example/keybox'],
    ['mongodb://user:hunter2@cluster.example', 'mongodb://cluster.example'],
    ['mongodb://user:hunter2%40@cluster.example/?tls=true', 'mongodb://cluster.example/'],
    // Passwords that should have been percent-encoded, and options that hold one.
    ['mongodb://user:hun/ter2@cluster.example/keybox', 'mongodb://cluster.example/keybox'],
    ['mongodb://user:hun@ter2@cluster.example/keybox', 'mongodb://cluster.example/keybox'],
    ['mongodb://user:hun?ter2@cluster.example/keybox', 'mongodb://…'],
    ['mongodb://cluster.example/keybox?tlsCertificateKeyFilePassword=hun@ter2', 'mongodb://…'],
  ])('shows of %s no more than hosts and name', (uri, shown) => {
    expect(lineFor(uri).split(' — store ')[1]).toBe(shown)
  })
})

describe('listen address', () => {
  it('is a URL, also for IPv6', () => {
    expect(listenAddress('127.0.0.1', 3000)).toBe('http://127.0.0.1:3000')
    expect(listenAddress('::1', 3000)).toBe('http://[::1]:3000')
    expect(listenAddress('localhost', 80)).toBe('http://localhost:80')
  })
})
