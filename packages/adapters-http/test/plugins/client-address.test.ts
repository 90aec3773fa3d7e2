import { expect, test } from 'vitest'
import { startApi } from '../support/api.ts'

const validateRate = { max: 100, windowMs: 60_000 }

/** How many requests each of these has left, asked one after the other. */
async function left(
  trustedProxies: readonly string[],
  requests: readonly (readonly [remoteAddress: string, forwardedFor?: string])[],
): Promise<readonly number[]> {
  const { server } = await startApi({ options: { validateRate, trustedProxies } })
  const counts: number[] = []
  for (const [remoteAddress, forwardedFor] of requests) {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
    const reply = await server.inject({
      method: 'POST',
      url: '/validate',
      remoteAddress,
      headers,
      payload: { key: 'k' },
    })
    counts.push(Number(reply.headers['ratelimit-remaining']))
  }
  return counts
}

test('who connects directly is counted by the address of the connection, whatever it forwards', async () => {
  expect(
    await left(
      [],
      [['192.0.2.1'], ['::ffff:192.0.2.1'], ['192.0.2.1', '198.51.100.7'], ['::ffff:192.0.2.1', '10.0.0.1']],
    ),
  ).toEqual([99, 98, 97, 96])
  expect(await left([], [['2001:db8:1:2::1'], ['2001:db8:1:2:3:4:5:6', '192.0.2.1'], ['2001:db8:1:3::1']])).toEqual([
    99, 98, 99,
  ])
})

test('who connects past the proxy is believed nothing', async () => {
  expect(
    await left(
      ['10.0.0.0/8'],
      [
        ['192.0.2.1', '198.51.100.1'],
        ['192.0.2.1', '198.51.100.2'],
        ['::ffff:192.0.2.1', '10.0.0.1'],
      ],
    ),
  ).toEqual([99, 98, 97])
})

test('a proxy is known by any spelling of its address, and what stands before what it added is forged', async () => {
  expect(
    await left(
      ['10.0.0.0/8', 'fe80::/10'],
      [
        ['10.0.0.1', '192.0.2.1'],
        ['::ffff:10.0.0.1', '198.51.100.1, 192.0.2.1'],
        ['fe80::1%eth0', '10.0.0.1, ::ffff:192.0.2.1'],
        ['10.0.0.1', '198.51.100.2, 192.0.2.1:80, ::ffff:a00:2, [fe80::2%br-lan]:80'],
      ],
    ),
  ).toEqual([99, 98, 97, 96])
})

test('what a proxy translates from IPv4 is that IPv4 address', async () => {
  const forms = ['192.0.2.1', '64:ff9b::c000:201', '2002:c000:201:ffff::', '2001:0:cb00:7101:8000:63bf:3fff:fdfe']
  expect(
    await left(
      ['10.0.0.0/8'],
      forms.map((form) => ['10.0.0.1', form] as const),
    ),
  ).toEqual([99, 98, 97, 96])
  expect(
    await left(
      [],
      forms.map((form) => [form] as const),
    ),
  ).toEqual([99, 98, 97, 96])
})
