import dns from 'node:dns'

import { expect, it, onTestFinished, vi } from 'vitest'

import { buildKeyBox, type KeyBox } from '../src/build-key-box.ts'
import { readConfiguration } from '../src/configuration/configuration.ts'
import { listen } from '../src/listen.ts'

async function keyBox(): Promise<KeyBox> {
  const configuration = readConfiguration({ KEYBOX_DATABASE_URL: 'memory:', KEYBOX_LOG_LEVEL: 'silent' })
  if (!configuration.ok) throw new Error(configuration.error.join('\n'))
  const built = await buildKeyBox(configuration.value)
  if (!built.ok) throw new Error(built.error.message)
  onTestFinished(() => built.value.close())
  return built.value
}

/** As on a machine with `127.0.0.1 localhost` and `::1 localhost`, whatever this one has. */
function twoAddressesOfLocalhost(): void {
  const ask = dns.lookup
  const answer = (host: string, options: dns.LookupAllOptions, done: Done) => {
    if (host === 'localhost') done(null, LOCALHOST)
    else ask(host, options, done)
  }
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(answer as typeof dns.lookup)
  onTestFinished(() => lookup.mockRestore())
}

const LOCALHOST = [
  { address: '127.0.0.1', family: 4 },
  { address: '127.0.0.2', family: 4 },
]

type Done = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void

it('listens on one address of a host that has two, under the name that was given', async () => {
  twoAddressesOfLocalhost()
  const { server, ...rest } = await keyBox()
  const listening = await listen({ server, ...rest }, { host: 'localhost', port: 0 })
  // A second one would be a server of the framework's making, without time-outs and error replies of ours.
  expect(server.addresses()).toHaveLength(1)
  expect(listening).toEqual({ ok: true, value: expect.stringMatching(/^http:\/\/localhost:[1-9]\d*$/) })
})

it('says in a line that a host is not known', async () => {
  expect(await listen(await keyBox(), { host: 'nowhere.invalid', port: 0 })).toEqual({
    ok: false,
    error: expect.stringMatching(/^Cannot listen on http:\/\/nowhere.invalid:0: .* \((ENOTFOUND|EAI_AGAIN)\)$/),
  })
})
