import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../support/command.ts'
import { send } from '../support/http-client.ts'
import { inTemporaryFolder, startProgram, type Program } from '../support/program.ts'
import { textAt } from '../support/reply.ts'

const headers = { 'content-type': 'application/json' }
const old = 'correct horse battery'

async function logInStatus(program: Program, password: string): Promise<number> {
  const body = JSON.stringify({ email: 'ada@example.com', password })
  return (await send(program.address, { method: 'POST', path: '/auth/login', headers, body })).status
}

/** Programs are started one after the other, each of which takes long on a busy machine. */
const timeout = 120_000

test('a developer who forgot their password gets another, while the server runs', { timeout }, async () => {
  await inTemporaryFolder(async (folder) => {
    const env = { KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'keybox.db')}`, KEYBOX_LOG_LEVEL: 'silent' }
    const server = await startProgram({ ...env, KEYBOX_AUTH_RATE_MAX: 'off' })
    const account = { name: 'Ada', email: 'Ada@example.com', password: old, confirm_password: old }
    const signup = { method: 'POST', path: '/auth/signup', headers, body: JSON.stringify(account) }
    expect((await send(server.address, signup)).status).toBe(201)
    const login = { method: 'POST', path: '/auth/login', headers, body: JSON.stringify(account) }
    const token = textAt((await send(server.address, login)).body, 'token')

    // Given: what was typed, less the line's end.
    const given = await runCommand('reset-password', { args: ['ADA@example.com'], env, input: 'a new pass phrase\n' })
    expect(given).toMatchObject({ code: 0, stderr: '' })
    expect(given.stdout).not.toContain('a new pass phrase')
    expect(await logInStatus(server, old)).toBe(401)
    expect(await logInStatus(server, 'a new pass phrase')).toBe(200)

    // Made: shown once.
    const made = await runCommand('reset-password', { args: ['ada@example.com'], env })
    const [, password = ''] = /has a new password: (\S{20})\.\n/.exec(made.stdout) ?? []
    expect(await logInStatus(server, 'a new pass phrase')).toBe(401)
    expect(await logInStatus(server, password)).toBe(200)

    // As it says: nobody is logged in any more.
    expect(made.stdout).toContain('has to log in again')
    const me = { method: 'GET', path: '/auth/me', headers: { authorization: `Bearer ${token}` } }
    expect((await send(server.address, me)).status).toBe(401)

    const short = await runCommand('reset-password', { args: ['ada@example.com'], env, input: 'short' })
    expect(short).toMatchObject({ code: 2, stderr: 'The password must be at least 8 characters long\n' })
    const nobody = await runCommand('reset-password', { args: ['bob@example.com'], env })
    expect(nobody).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Nobody has an account') })
    expect(await logInStatus(server, password)).toBe(200)
    expect(await server.stop()).toBe(0)
  })
})
