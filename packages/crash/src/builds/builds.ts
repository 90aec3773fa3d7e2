import { fileURLToPath } from 'node:url'
import type { ProblemKind } from '../findings.ts'

/**
 * Builds that are wrong on purpose, to show that they are caught. Each is the real program with a few words of one of
 * its modules exchanged while it is loaded: nothing in the product knows of it.
 */
export const WRONG_BUILDS = {
  'sqlite-without-transactions': {
    module: '/adapters-sqlite/src/transaction/writer.ts',
    caughtAs: 'half-written',
    exchanged: [
      [/'(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b[^']*'/g, "'SELECT 1'"],
      [/this\.#connection\.isTransaction/g, 'true'],
    ],
  },
  'sqlite-without-sync': {
    module: '/adapters-sqlite/src/transaction/log-file.ts',
    caughtAs: 'lost',
    exchanged: [[/sync: \(\) => file\.datasync\(\)/g, 'sync: async () => undefined']],
  },
  'mongodb-without-transactions': {
    module: '/adapters-mongo/src/transaction/unit-scope.ts',
    caughtAs: 'half-written',
    exchanged: [[/operation\(\{ session, /g, 'operation({ ']],
  },
  // Of its transactions only those that creations without an idempotency key share.
  'mongodb-without-shared-transactions': {
    module: '/adapters-mongo/src/transaction/commit-groups.ts',
    caughtAs: 'half-written',
    exchanged: [[/\{ session, signal \}/g, '{ signal }']],
  },
  'activation-that-throws': {
    module: '/domain/src/use-cases/activate-license.ts',
    caughtAs: 'unclean failure',
    // Now and then, so that who asks again is answered in the end.
    exchanged: [[/fingerprintHasher\(fingerprint\)/g, '(Math.random() < 0.5 ? planted.mistake : $&)']],
  },
} as const satisfies Readonly<Record<string, WrongBuild>>

export type WrongBuildName = keyof typeof WRONG_BUILDS

export interface WrongBuild {
  /** What the audit finds of it, sooner or later. */
  readonly caughtAs: ProblemKind
  /** How the URL of the module ends. */
  readonly module: string
  /** What is there, and what comes in its place, everywhere. */
  readonly exchanged: readonly (readonly [RegExp, string])[]
}

export function isWrongBuild(name: string): name is WrongBuildName {
  return Object.hasOwn(WRONG_BUILDS, name)
}

/** For `preload`: the module and the environment that make the next server that build. */
export function wrongBuild(name: WrongBuildName): {
  readonly preload: string
  readonly environment: Record<string, string>
} {
  return {
    preload: fileURLToPath(new URL('exchange-words.ts', import.meta.url)),
    environment: { KEYBOX_CRASH_WRONG_BUILD: name },
  }
}

/** @throws Error when the module no longer has those words: the build would be as right as any */
export function exchangeWords(source: string, { module, exchanged }: WrongBuild): string {
  return exchanged.reduce((text, [words, others]) => {
    if (text.search(words) === -1) throw new Error(`${module} does not have ${words.source} in it`)
    return text.replaceAll(words, others)
  }, source)
}
