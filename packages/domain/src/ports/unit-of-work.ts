import type { AccountRepository } from '../account/account-repository.ts'
import type { ClientRepository } from '../client/client-repository.ts'
import type { ReplyRepository } from '../idempotency/reply-repository.ts'
import type { LicenseRepository } from '../license/license-repository.ts'
import type { ProjectRepository } from '../project/project-repository.ts'
import type { SessionRepository } from '../session/session-repository.ts'
import type { Result } from '../shared/result.ts'

/** The only way to write. They work until the unit's callback settles and throw afterwards. */
export interface Repositories {
  readonly accounts: AccountRepository
  readonly sessions: SessionRepository
  readonly clients: ClientRepository
  readonly projects: ProjectRepository
  readonly licenses: LicenseRepository
  readonly replies: ReplyRepository
}

export interface UnitOfWork {
  /**
   * Runs `work` in one transaction: all its writes or none, whatever fails, whenever it fails. It reads its own writes;
   * nobody else sees any before the commit.
   *
   * - Commits when `work` gives an Ok, and gives that Ok once the commit is durable. Rolls back on an Err, and on a throw,
   *   which is passed on: rollback is the default.
   * - `work` may be run more than once (a store may abort and retry), so whatever is uncertain, such as ids, keys and when
   *   something was created, is decided before; only the last run counts. What is decided on a state that `work` reads is
   *   decided at a time that it takes after the read: `work` may have waited for its turn.
   * - A write that gave an Err has ended the unit: nothing can be committed any more. An Ok from `work` is then a mistake
   *   and throws.
   * - Units must not nest: `work` awaits nothing but its repositories.
   *
   * @throws StoreFailure when the store cannot be reached, cannot tell how the commit ended, or has too many units waiting
   */
  run<R extends Result<unknown, unknown>>(work: (repositories: Repositories) => Promise<R>): Promise<R>
}
