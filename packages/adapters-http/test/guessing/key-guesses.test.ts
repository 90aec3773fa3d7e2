import { expect, test } from 'vitest'
import { startApi } from '../support/api.ts'

const MAX = 3

test.each([
  [
    'one IPv4 address, however it is written',
    ['192.0.2.1', '::ffff:192.0.2.1', '2002:c000:201:7::1', '192.0.2.1:4711'],
  ],
  ['one /48', ['2001:db8:1:1::1', '2001:db8:1:2::1', '2001:db8:1:ffff::1', '2001:db8:1::']],
])('unknown keys are counted against %s', async (_name, addresses) => {
  const { server } = await startApi({ options: { keyGuessesMax: MAX, trustedProxies: ['127.0.0.0/8'] } })
  const guess = async (from: string) => {
    const headers = { 'x-forwarded-for': from }
    return (await server.inject({ method: 'POST', url: '/validate', headers, payload: { key: 'k' } })).statusCode
  }
  const statuses: number[] = []
  for (const address of addresses) statuses.push(await guess(address))
  expect(statuses).toEqual([200, 200, 200, 429])
  expect(await guess('192.0.2.2')).toBe(200)
  expect(await guess('2001:db8:2::1')).toBe(200)
})

test('the headers of a reply tell of the limit on requests, and of the bound on guesses where that refuses', async () => {
  const validateRate = { max: 100, windowMs: 60_000 }
  const { server } = await startApi({ options: { keyGuessesMax: MAX, validateRate } })
  const guess = async () => (await server.inject({ method: 'POST', url: '/validate', payload: { key: 'k' } })).headers
  for (let left = 99; left > 99 - MAX; left -= 1) {
    expect(await guess()).toMatchObject({ 'ratelimit-limit': '100', 'ratelimit-remaining': String(left) })
  }
  expect(await guess()).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '0', 'retry-after': '900' })
})
