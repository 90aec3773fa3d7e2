import type { Migration } from './migration.ts'

/**
 * Sessions, each under its id, which access tokens name. The unique digest is what a refresh token is found by; the indexes
 * are for ending all that an owner has, and for taking away those whose time is over.
 */
export const sessions: Migration = {
  version: 4,
  sql: `
    CREATE TABLE sessions (
      _id TEXT NOT NULL PRIMARY KEY CHECK (length(_id) = 24 AND _id NOT GLOB '*[^0-9a-f]*'),
      owner TEXT NOT NULL REFERENCES accounts (_id),
      family TEXT NOT NULL UNIQUE CHECK (length(family) = 64 AND family NOT GLOB '*[^0-9a-f]*'),
      current TEXT NOT NULL CHECK (length(current) = 64 AND current NOT GLOB '*[^0-9a-f]*'),
      created_at INTEGER NOT NULL,
      refreshed_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL CHECK (ends_at > refreshed_at),
      revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX sessions_of_owner ON sessions (owner, created_at, _id);

    CREATE INDEX sessions_by_end ON sessions (ends_at);
  `,
}
