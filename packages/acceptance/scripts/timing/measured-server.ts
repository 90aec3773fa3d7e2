import { createHashingProcess } from '@keybox/adapters-crypto'
import { buildKeyBox, readConfiguration } from '@keybox/app'
import type { Store } from '@keybox/domain'

// The server that is measured, by the environment as ever, save for two things that no operator can set:
//
//   measured-server.ts cheap-hash   a hash costs next to nothing, so that everything beside it shows
//   measured-server.ts … leak       wrong on purpose: to have found an account takes 0.2 ms longer

const CHEAP = { memoryKiB: 8, passes: 1, parallelism: 1 }
const LEAK_MS = 0.2

const asked = new Set(process.argv.slice(2))
const configuration = readConfiguration(process.env)
if (!configuration.ok) throw new Error(configuration.error.join('\n'))
const keybox = await buildKeyBox(configuration.value, {
  argon2: createHashingProcess(),
  ...(asked.has('cheap-hash') && { passwordHashCost: CHEAP }),
  ...(asked.has('leak') && { store: leaking }),
})
if (!keybox.ok) throw new Error(JSON.stringify(keybox.error))
const measured = keybox.value
process.once('SIGTERM', () => void measured.close())
const address = await measured.server.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${measured.startLine(address)}\n`)

function leaking(store: Store): Store {
  const { accounts, sessions, clients, projects, licenses, dashboards, unitOfWork } = store
  return {
    accounts: {
      findById: (id) => accounts.findById(id),
      findByEmail: async (email) => {
        const account = await accounts.findByEmail(email)
        const end = account === undefined ? 0 : performance.now() + LEAK_MS
        while (performance.now() < end);
        return account
      },
    },
    sessions,
    clients,
    projects,
    licenses,
    dashboards,
    unitOfWork,
    ping: () => store.ping(),
    close: () => store.close(),
  }
}
