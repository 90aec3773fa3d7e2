import { parsePrometheusText } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'

import { call, licensed, signedUp } from './support/api.ts'
import { Program } from './support/program.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

async function started(environment: Readonly<Record<string, string>>): Promise<string> {
  const program = new Program({ folder: await temporaryFolder(), environment })
  return program.address()
}

describe('metrics of a running server', () => {
  it('tell of its requests, store and process, and of nobody', async () => {
    const address = await started({ KEYBOX_METRICS: 'on' })
    const token = await signedUp(address)
    const key = await licensed(address, token)
    await call(address, 'POST /validate/activate', { key, machineId: 'laptop-of-grace' })
    await call(address, 'POST /validate', { key, machineId: 'laptop-of-grace' })
    await call(address, `PATCH /license/revoke/${key}`, { revoked: true }, token)
    await call(address, `GET /dashboard?clientId=${key}`, undefined, token)
    await call(address, `GET /${key}/ada@example.com`, undefined, token)

    const page = await fetch(`${address}/metrics`)
    const text = await page.text()
    expect(page.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const samples = parsePrometheusText(text).flatMap((family) => family.samples)
    const valueOf = (name: string, labels: object = {}) =>
      samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))?.value
    const requests = samples.filter(({ name }) => name === 'keybox_http_request_duration_seconds_count')
    expect(requests.map(({ labels: { method, route, status }, value }) => [method, route, status, value])).toEqual(
      expect.arrayContaining([
        ['POST', '/auth/signup', '201', 1],
        ['POST', '/validate', '200', 1],
        ['PATCH', '/license/revoke/:key', '200', 1],
        ['unknown', 'unknown', '404', 1],
      ]),
    )
    expect(valueOf('keybox_password_hashes', { state: 'running' })).toBe(0)
    expect(valueOf('keybox_password_hashes', { state: 'waiting' })).toBe(0)
    expect(valueOf('keybox_store_units_of_work')).toBe(0)
    expect(valueOf('keybox_license_cache_lookups_total', { outcome: 'hit' })).toBe(1)
    expect(valueOf('process_resident_memory_bytes')).toBeGreaterThan(0)
    expect(valueOf('nodejs_eventloop_lag_p99_seconds')).toBeDefined()
    for (const secret of [key, token, 'ada@', 'grace', 'Shop', 'horse']) expect(text).not.toContain(secret)
  })

  it('say nothing of a cache that is off', async () => {
    const address = await started({ KEYBOX_METRICS: 'on', KEYBOX_CACHE_MAX: '0' })
    expect(await (await fetch(`${address}/metrics`)).text()).not.toContain('keybox_license_cache')
  })

  it('are not there unless they are asked for', async () => {
    const reply = await call(await started({}), 'GET /metrics')
    expect(reply).toMatchObject({ status: 404, body: { success: false, code: 'ROUTE_NOT_FOUND' } })
  })
})
