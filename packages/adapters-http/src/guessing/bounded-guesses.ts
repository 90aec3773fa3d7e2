import { createHash } from 'node:crypto'
import type { Awaitable, Candour, Clock, EmailIdentity, PasswordGuesses, TooManyGuesses } from '@keybox/domain'
import type { RateLimit } from '../http-options.ts'
import type { CountExchange } from '../plugins/count-exchange.ts'
import type { Count } from '../plugins/fixed-window-store.ts'
import { windowCounter } from '../plugins/window-counter.ts'
import { KnownNetworks } from './known-networks.ts'
import type { SharedMarks } from './shared-marks.ts'

const HOUR_MS = 60 * 60 * 1000

/** Wrong passwords for one account, from everywhere: NIST SP 800-63B §5.2.2 has 100 as the most that may follow each other. */
export const ACCOUNT_GUESSES: RateLimit = { max: 100, windowMs: HOUR_MS }
/** Past that, wrong passwords for one account from one network that it is used from. */
export const KNOWN_NETWORK_GUESSES: RateLimit = { max: 20, windowMs: HOUR_MS }

export interface BoundedGuessesOptions {
  readonly clock: Clock
  /** undefined: no other server counts */
  readonly countExchange: CountExchange | undefined
  /** undefined: no other server signs anybody in */
  readonly marks: SharedMarks | undefined
}

/**
 * Bounds what may be guessed at one account, however many addresses it comes from. Nobody is told more in a network that
 * the account is used from than elsewhere, except whoever has the password: otherwise it would tell that there is an
 * account, and that it is used there. docs/adr/0023 says what is guaranteed.
 */
export function boundedGuesses({ clock, countExchange, marks }: BoundedGuessesOptions): PasswordGuesses {
  const counts = { clock, countExchange }
  const ofAccount = windowCounter({ ...counts, name: 'account-guesses', limit: ACCOUNT_GUESSES })
  const ofKnown = windowCounter({ ...counts, name: 'known-network-guesses', limit: KNOWN_NETWORK_GUESSES })
  const known = new KnownNetworks(clock, marks)

  /** What is told past the account's bound. Counted before it is told. */
  function candourIn(visitor: string, isKnown: boolean, refusal: TooManyGuesses): Candour {
    if (!isKnown) return { tells: 'nothing', refusal }
    const { current } = ofKnown.count(visitor, KNOWN_NETWORK_GUESSES.windowMs)
    return { tells: current > KNOWN_NETWORK_GUESSES.max ? 'nothing' : 'success', refusal }
  }

  return {
    begin(email, network) {
      const account = digest(email)
      const visitor = `${account} ${network}`
      const count = ofAccount.count(account, ACCOUNT_GUESSES.windowMs)
      const candour: Awaitable<Candour> =
        count.current <= ACCOUNT_GUESSES.max
          ? { tells: 'anything' }
          : whenKnown(known.knows(account, network), (isKnown) => candourIn(visitor, isKnown, tooMany(count)))

      const withdraw = (): void => {
        ofAccount.takeBack(account, ACCOUNT_GUESSES.windowMs)
        void whenKnown(candour, ({ tells }) => {
          if (tells === 'success') ofKnown.takeBack(visitor, KNOWN_NETWORK_GUESSES.windowMs)
        })
      }
      const right = (): void => {
        withdraw()
        known.welcome(account, network)
      }
      return { candour, right, withdraw }
    },
  }
}

function tooMany({ ttl }: Count): TooManyGuesses {
  return { type: 'TooManyGuesses', max: ACCOUNT_GUESSES.max, retryAfterSeconds: Math.ceil(ttl / 1000) }
}

/** So that all take as little room, whatever somebody makes up, and no address is in memory for longer than its request. */
function digest(email: EmailIdentity): string {
  return createHash('sha256').update(email).digest('base64url')
}

function whenKnown<In, Out>(value: Awaitable<In>, then: (value: In) => Out): Awaitable<Out> {
  return value instanceof Promise ? value.then(then) : then(value)
}
