import {
  changePassword,
  emailIdentity,
  logIn,
  logOutEverywhere,
  ok,
  Redacted,
  refreshSession,
  resetPassword,
  UNBOUNDED_GUESSES,
  type AccessTokenClaims,
  type AccessTokens,
  type Account,
  type LoggedIn,
  type PasswordHasher,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { rounds, roundsTimeout } from '../rounds.ts'
import { useStore, type OpenStore } from './open-store.ts'
import { storeAccount } from './seed.ts'
import { useCasePorts } from './use-case-ports.ts'

const AT_ONCE = 12
const OLD = new Redacted('Password', 'the old password')
const hashOf = (password: string): Redacted<'PasswordHash'> => new Redacted('PasswordHash', `$plain$${password}`)

/** As slow as nothing at all, so that rivals meet in the store. */
const passwordHasher: PasswordHasher = {
  hash: async (password) => ok(hashOf(password.reveal())),
  verify: async (password, hash) => ok(hash?.reveal() === hashOf(password.reveal()).reveal()),
}

/** The session's id, its owner's, and the revision. */
const accessTokens: AccessTokens = {
  issue: async ({ id, owner, revision }, now) => ({
    token: new Redacted('AccessToken', `${id} ${owner} ${revision}`),
    endsAt: now,
  }),
  verify: () => Promise.reject(new Error('Nobody shows one here')),
}

/** What two may do about a session at the same time, on every store. */
export function sessionRacesContract(openStore: OpenStore): void {
  const usual = rounds(5)
  describe('contract: session-races', { timeout: roundsTimeout(usual) }, () => {
    const store = useStore(openStore)
    const each = Array.from({ length: usual }, (_, round) => round + 1)

    it.each(each)(
      'of many who refresh with one token one is given the next, and the session ends: round %i',
      async () => {
        const { useCases, session, claims } = await signedIn(store())
        const outcomes = await Promise.all(
          Array.from({ length: AT_ONCE }, () => useCases.refreshSession(session.refreshToken)),
        )
        expect(outcomes.filter(({ ok: won }) => won)).toHaveLength(1)
        expect(await store().sessions.find(claims.account, claims.session)).toBeUndefined()
        const [won] = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
        expect(await useCases.refreshSession(won?.refreshToken)).toMatchObject({ ok: false })
      },
    )

    it.each(each)('of many who change one password one succeeds: round %i', async () => {
      const { useCases, account, claims } = await signedIn(store())
      const wanted = Array.from({ length: AT_ONCE }, (_, number) => new Redacted('Password', `new password ${number}`))
      const outcomes = await Promise.all(
        wanted.map((newPassword) =>
          useCases.changePassword({ ...claims, oldPassword: OLD, newPassword, network: 'anywhere' }),
        ),
      )
      const winners = wanted.filter((_, number) => outcomes[number]?.ok)
      expect(winners).toHaveLength(1)
      const stored = await store().accounts.findById(account.id)
      expect(stored?.passwordHash.reveal()).toBe(hashOf(winners[0]?.reveal() ?? '').reveal())
      expect(await store().sessions.find(claims.account, claims.session)).toBeDefined()
    })

    it.each(each)('nobody who logs in with the old password outlasts its change: round %i', async () => {
      const { useCases, email, claims } = await signedIn(store())
      const newPassword = new Redacted('Password', 'the new password')
      const logIns = Array.from({ length: AT_ONCE }, () =>
        useCases.logIn({ email, password: OLD, network: 'anywhere' }),
      )
      const changed = useCases.changePassword({ ...claims, oldPassword: OLD, newPassword, network: 'anywhere' })
      const begun = (await Promise.all(logIns)).flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
      expect(await changed).toStrictEqual(ok())
      expect(await live(store(), begun)).toStrictEqual([])
      expect(await store().sessions.find(claims.account, claims.session)).toBeDefined()
    })

    it.each(each)('nobody who refreshes while all is ended goes on: round %i', async () => {
      const { useCases, session, claims, email } = await signedIn(store())
      const [refreshing, ending] = [
        useCases.refreshSession(session.refreshToken),
        useCases.logOutEverywhere(claims.account),
      ]
      await Promise.all([refreshing, ending])
      expect(await store().sessions.find(claims.account, claims.session)).toBeUndefined()
      const resetting = useCases.resetPassword({ email, password: new Redacted('Password', 'another password') })
      const again = useCases.logIn({ email, password: OLD, network: 'anywhere' })
      const begun = await again
      expect(await resetting).toMatchObject({ ok: true })
      expect(await live(store(), begun.ok ? [begun.value] : [])).toStrictEqual([])
    })
  })
}

interface SignedIn {
  readonly useCases: ReturnType<typeof composed>
  readonly account: Account
  readonly email: ReturnType<typeof emailIdentity>
  readonly session: LoggedIn
  readonly claims: AccessTokenClaims
}

function composed(store: Store) {
  const dependencies = {
    ...useCasePorts({ passwordHasher }),
    ...store,
    accessTokens,
    passwordGuesses: UNBOUNDED_GUESSES,
  }
  return {
    logIn: logIn(dependencies),
    refreshSession: refreshSession(dependencies),
    changePassword: changePassword(dependencies),
    resetPassword: resetPassword(dependencies),
    logOutEverywhere: logOutEverywhere(dependencies),
  }
}

async function signedIn(store: Store): Promise<SignedIn> {
  const account = await storeAccount(store, { passwordHash: hashOf(OLD.reveal()) })
  const email = emailIdentity(account.email)
  const useCases = composed(store)
  const begun = await useCases.logIn({ email, password: OLD, network: 'anywhere' })
  if (!begun.ok) throw new Error(`Not signed in: ${begun.error.type}`)
  return { useCases, account, email, session: begun.value, claims: claimsOf(begun.value) }
}

function claimsOf({ token }: LoggedIn): AccessTokenClaims {
  const [session, account] = token.reveal().split(' ')
  return { session, account } as AccessTokenClaims
}

async function live(store: Store, begun: readonly LoggedIn[]): Promise<readonly unknown[]> {
  const claims = begun.map(claimsOf)
  const found = await Promise.all(claims.map(({ account, session }) => store.sessions.find(account, session)))
  return found.filter((session) => session !== undefined)
}
