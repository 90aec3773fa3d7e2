import { argon2id, hash, verify } from 'argon2'

/** What one hash costs whoever computes it. */
export interface PasswordHashCost {
  readonly memoryKiB: number
  readonly passes: number
  readonly parallelism: number
}

/** Argon2id (RFC 9106) over salted passwords, in PHC string format; each call rejects where the computation fails. */
export interface Argon2 {
  hash(password: string, cost: PasswordHashCost): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
  /** Ends what it runs in, if that is its own: what is under way there rejects. Nothing may be asked of it afterwards. */
  close(): void
}

/** On libuv's threads, of which this process has 4 for everything. */
export const argon2OnThreads: Argon2 = {
  hash: (password, { memoryKiB: memoryCost, passes: timeCost, parallelism }) =>
    hash(password, { type: argon2id, memoryCost, timeCost, parallelism }),
  verify,
  close: () => {},
}
