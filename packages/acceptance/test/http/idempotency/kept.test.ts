import { beforeAll, describe, expect, inject, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { freshDatabase } from '../../support/fresh-database.ts'
import { startKeyBox, useKeyBox } from '../../support/keybox.ts'
import { answer, NAMED_REQUESTS, sendNamed } from '../../support/named-requests.ts'
import { keySecrets, secretsIn } from '../../support/secret-traces.ts'
import { aSeller, unique, type Seller } from '../../support/seller.ts'
import { storedBytes } from '../../support/stored-bytes.ts'
import { DAY } from '../../support/test-clock.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

describe('a reply', () => {
  test(row('IDEM-24H', 'is kept for 24 hours, and then the key is for a new request'), async () => {
    const key = unique('key')
    const request = { path: '/clients', body: { name: 'Acme', email: `${unique('kept')}@example.com` }, seller }
    const other = { ...request, body: { ...request.body, email: `${unique('kept')}@example.com` } }
    const first = await sendNamed(keybox, request, key)
    keybox.clock.advance(DAY - 1)
    expect(answer(await sendNamed(keybox, request, key))).toEqual(answer(first))
    expect((await sendNamed(keybox, other, key)).status).toBe(422)
    keybox.clock.advance(1)
    const second = await sendNamed(keybox, other, key)
    expect(second.status).toBe(201)
    expect(second.headers).not.toHaveProperty('idempotent-replayed')
    expect((await sendNamed(keybox, request, key)).status).toBe(422)
  })

  test('of an activation that is over is given anew', async () => {
    const { key: license } = await seller.sell()
    const request = { path: '/validate/activate', body: { key: license, machineId: 'pc' }, seller: undefined }
    const key = unique('key')
    expect((await sendNamed(keybox, request, key)).body['message']).toBe('License activated successfully')
    keybox.clock.advance(DAY)
    const anew = await sendNamed(keybox, request, key)
    expect(anew.body['message']).toBe('License already activated on this machine')
    expect(anew.headers).not.toHaveProperty('idempotent-replayed')
  })
})

test('repetitions count against the rate limit', async () => {
  const limited = await startKeyBox({ env: { KEYBOX_VALIDATE_RATE_MAX: '3' } })
  try {
    const body = { key: (await (await aSeller(limited)).sell()).key, machineId: 'pc' }
    const request = { path: '/validate/activate', body, seller: undefined }
    const statuses = []
    for (let sent = 0; sent < 4; sent += 1) statuses.push((await sendNamed(limited, request, 'one')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  } finally {
    await limited.close()
  }
})

if (inject('store') !== 'memory') {
  test(row('IDEM-SEALED', 'a reply is there after a restart, and in no form that can be read'), async () => {
    const database = await freshDatabase(inject('store'))
    try {
      let server = await startKeyBox({ database })
      const owner = await aSeller(server)
      const requests = []
      for (const make of Object.values(NAMED_REQUESTS)) {
        const request = await make(owner)
        const key = unique('restart-key')
        requests.push({ request, key, first: await sendNamed(server, request, key) })
      }
      const keys = [...(await owner.call('GET', '/dashboard')).text.matchAll(/"key":"([^"]+)"/g)].map(
        ([, key = '']) => key,
      )
      expect(keys.length).toBeGreaterThan(2)
      const secrets = [
        ...keys.flatMap((key) => keySecrets('a licence key', key)),
        ...requests.map(({ key }) => ({ name: 'an idempotency key', text: key })),
        { name: 'the text of a reply', text: 'successfully' },
      ]
      for (const stop of [false, true]) {
        if (stop) await server.close()
        expect(secretsIn(await storedBytes(database.url), secrets)).toEqual([])
      }
      server = await startKeyBox({ database })
      for (const { request, key, first } of requests) {
        const { path, body } = request
        // The token of before is good for the server of now: the secret is the same.
        const authorization = `Bearer ${await owner.token()}`
        const replayed = await server.call('POST', path, body, { 'idempotency-key': key, authorization })
        expect(answer(replayed)).toEqual(answer(first))
        expect(replayed.headers['idempotent-replayed']).toBe('true')
      }
      await server.close()
    } finally {
      await database.drop()
    }
  })
}
