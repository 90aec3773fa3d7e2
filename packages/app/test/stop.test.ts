import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it, vi } from 'vitest'

import { call } from './support/api.ts'
import { halfSent } from './support/half-sent-request.ts'
import { Program } from './support/program.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

// Every test starts at least one process, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })

const SIGNUP = { name: 'Ada', email: 'ada@example.com', password: '12345678', confirm_password: '12345678' }

async function started(environment: Record<string, string> = {}): Promise<Program> {
  const folder = await temporaryFolder()
  const program = new Program({ folder, environment: { KEYBOX_DATABASE_URL: 'memory:', ...environment } })
  await program.address()
  return program
}

const messages = (program: Program) => program.log().map(({ msg }) => msg)

describe('stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('at %s, with exit code 0', async (signal) => {
    const program = await started()
    expect(await program.stop(signal)).toEqual({ code: 0, signal: null })
    expect(messages(program).slice(-2)).toEqual(['shutting down', 'stopped'])
  })

  it('finishes the request in flight, takes no other, and keeps what it wrote', async () => {
    const folder = await temporaryFolder()
    const program = new Program({ folder })
    const address = await program.address()
    const request = await halfSent(address, '/auth/signup', SIGNUP)
    program.child.kill('SIGTERM')
    await program.says(/"shutting down"/)
    const { hostname, port } = new URL(address)
    const late = connect(Number(port), hostname)
    await expect(once(late, 'connect')).rejects.toThrow('ECONNREFUSED')
    const reply = await request.finish()
    expect(reply).toMatch(/^HTTP\/1.1 201 Created\r\n/)
    expect(reply).toMatch(/\r\nconnection: close\r\n/i)
    expect(await program.exit).toEqual({ code: 0, signal: null })

    const again = new Program({ folder })
    expect((await call(await again.address(), 'POST /auth/signup', SIGNUP)).status).toBe(409)
  })

  it('does not wait for connections that wait for nothing', async () => {
    const program = await started()
    const address = await program.address()
    const { hostname, port } = new URL(address)
    const silent = connect(Number(port), hostname)
    await once(silent, 'connect')
    await call(address, 'GET /health')
    await program.stop()
    expect(messages(program)).not.toContain('requests still in flight are cut off')
  })

  it('serves on while it drains, not ready any more, and ends each connection with its reply', async () => {
    const program = await started({ KEYBOX_DRAIN: '1h', KEYBOX_VALIDATE_RATE_MAX: 'off' })
    const address = await program.address()
    program.child.kill('SIGTERM')
    await program.says(/"shutting down"/)
    const ready = await fetch(`${address}/health/ready`)
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close'])
    const body = JSON.stringify({ key: 'KB-unknown' })
    const headers = { 'content-type': 'application/json' }
    const verdict = await fetch(`${address}/validate`, { method: 'POST', headers, body })
    expect([verdict.status, verdict.headers.get('connection')]).toEqual([200, 'close'])
    expect((await call(address, 'POST /auth/signup', SIGNUP)).status).toBe(201)
    expect(await program.stop('SIGTERM')).toEqual({ code: 143, signal: null })
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('at once with a second signal, %s', async (signal, code) => {
    const program = await started()
    const request = await halfSent(await program.address(), '/auth/signup', SIGNUP)
    request.socket.on('error', () => {})
    program.child.kill('SIGTERM')
    await program.says(/"shutting down"/)
    expect(await program.stop(signal)).toEqual({ code, signal: null })
  })

  it.each([
    ['a rejection', 'Promise.reject(new Error("boom"))'],
    ['an exception', 'setImmediate(() => { throw new Error("boom") })'],
  ])('with a record of it and exit code 1 after %s that nobody handled', async (_name, failure) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'failure.mjs'), `process.on('SIGUSR2', () => { ${failure} })\n`)
    const program = await started({ NODE_OPTIONS: `--import ${join(folder, 'failure.mjs')}` })
    expect(await program.stop('SIGUSR2')).toEqual({ code: 1, signal: null })
    expect(program.log().at(-1)).toMatchObject({ level: 'fatal', err: { message: 'boom' } })
  })
})
