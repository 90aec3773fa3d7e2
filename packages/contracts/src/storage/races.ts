import {
  createClient,
  emailIdentity,
  Redacted,
  signUp,
  type CreateClient,
  type Result,
  type SignUp,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { displayName, emailAddress, sequence } from '../builders/values.ts'
import { rounds, roundsTimeout } from '../rounds.ts'
import { readTree } from './dashboard.ts'
import { describeActivationRaces } from './activation-races.ts'
import { describeKeyCollisions } from './key-collisions.ts'
import { describeLateTurns } from './late-turns.ts'
import { useStore, type OpenStore } from './open-store.ts'
import { describeRevocationRaces } from './revocation-races.ts'
import { storeAccount } from './seed.ts'
import { useCasePorts } from './use-case-ports.ts'

const RIVALS = 20

/**
 * What happens when many want the same at once, use case and store together. The long form, as the project's own
 * acceptance asks for it: `KEYBOX_ROUNDS=500` in the environment (see rounds.ts).
 */
export function racesContract(openStore: OpenStore): void {
  const usual = rounds(5)
  describe('contract: races', { timeout: roundsTimeout(usual) }, () => {
    const store = useStore(openStore)

    it(`stores one of ${RIVALS} clients with an equal email, ${usual} times`, async () => {
      const create: CreateClient = createClient({ unitOfWork: store().unitOfWork, ...useCasePorts() })
      for (let round = 0; round < usual; round += 1) {
        const owner = await storeAccount(store())
        const results = await Promise.all(
          spellings('customer').map((email) => create({ owner: owner.id, name: displayName('Customer'), email })),
        )
        const winner = onlyWinner(results, 'ClientEmailTaken')
        const { clients, tree } = await readTree(store(), owner.id)
        expect(clients).toBe(1)
        expect({ ...tree[0]?.client }).toStrictEqual(winner)
      }
    })

    it(`stores one of ${RIVALS} accounts with an equal email, ${usual} times`, async () => {
      const open: SignUp = signUp({ unitOfWork: store().unitOfWork, ...useCasePorts() })
      const password = new Redacted('Password', 'correct horse battery staple')
      for (let round = 0; round < usual; round += 1) {
        const emails = spellings(`developer-${sequence()}`)
        const results = await Promise.all(
          emails.map((email) => open({ name: displayName('Developer'), email, password })),
        )
        const winner = onlyWinner(results, 'EmailTaken')
        for (const email of emails) {
          const found = await store().accounts.findByEmail(emailIdentity(email))
          expect({ id: found?.id, email: found?.email }).toStrictEqual({ id: winner.id, email: winner.email })
        }
      }
    })

    describeActivationRaces(store, usual)
    describeRevocationRaces(store, usual)
    describeKeyCollisions(store)
    describeLateTurns(store)
  })
}

/** One address in as many letter cases as there are rivals. */
function spellings(name: string): readonly ReturnType<typeof emailAddress>[] {
  const address = `${name}@races-for-one-address.example`
  return Array.from({ length: RIVALS }, (_, rival) => {
    const letters = Array.from(address, (letter, index) => (index % RIVALS === rival ? letter.toUpperCase() : letter))
    return emailAddress(letters.join(''))
  })
}

function onlyWinner<T>(results: readonly Result<T, { readonly type: string }>[], loss: string): T {
  const winners = results.flatMap((result) => (result.ok ? [result.value] : []))
  const losses = results.flatMap((result) => (result.ok ? [] : [result.error.type]))
  expect(losses).toStrictEqual(Array.from({ length: RIVALS - 1 }, () => loss))
  const [winner] = winners
  if (winner === undefined) throw new Error('Nobody won')
  return winner
}
