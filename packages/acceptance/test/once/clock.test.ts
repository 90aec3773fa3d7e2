import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { row } from '../support/contract-rows.ts'
import { send, type Reply } from '../support/http-client.ts'
import { inTemporaryFolder, startProgram, type Program } from '../support/program.ts'
import { textAt } from '../support/reply.ts'

const account = { name: 'Ada', email: 'ada@example.com', password: 'long enough', confirm_password: 'long enough' }

/** What an operator may preload: a clock that is ahead by as much as the environment says. */
const SHIFTED_CLOCK = `
const shift = Number(process.env.CLOCK_SHIFT_MS)
const now = Date.now.bind(Date)
Date.now = () => now() + shift
`

async function post(program: Program, path: string, body: object, token = ''): Promise<Reply> {
  return send(program.address, {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
}

test(row('OPS-CLOCK', 'a licence ends by the clock that NODE_OPTIONS preloads'), async () => {
  await inTemporaryFolder(async (folder) => {
    const preload = join(folder, 'shifted-clock.mjs')
    await writeFile(preload, SHIFTED_CLOCK)
    const env = (days: number) => ({
      KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'keybox.db')}`,
      NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`,
      CLOCK_SHIFT_MS: String(days * 24 * 60 * 60 * 1000),
    })

    const today = await startProgram(env(0))
    await post(today, '/auth/signup', account)
    const token = textAt((await post(today, '/auth/login', account)).body, 'token')
    const client = await post(today, '/clients', { name: 'Acme', email: 'it@acme.example' }, token)
    const clientId = textAt(client.body, 'client', '_id')
    const order = { clientId, projectName: 'Shop', duration: 1, services: ['Hosting'] }
    const key = textAt((await post(today, '/projects/createProject', order, token)).body, 'license', 'key')
    expect((await post(today, '/validate', { key })).body['status']).toBe('pending')
    await today.stop()

    const later = await startProgram(env(32))
    try {
      expect((await post(later, '/validate', { key })).body['status']).toBe('expired')
      expect((await post(later, '/clients', { name: 'B', email: 'b@acme.example' }, token)).status).toBe(401)
    } finally {
      await later.stop()
    }
  })
})
