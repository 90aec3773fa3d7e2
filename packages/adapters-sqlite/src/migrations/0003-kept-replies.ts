import type { Migration } from './migration.ts'

/**
 * Replies to requests with an idempotency key, under the digest of scope and key: the primary key decides which of two
 * requests was first. The index is for forgetting them.
 */
export const keptReplies: Migration = {
  version: 3,
  sql: `
    CREATE TABLE kept_replies (
      _id BLOB NOT NULL PRIMARY KEY CHECK (length(_id) = 32),
      scope TEXT NOT NULL CHECK (scope <> ''),
      request_digest BLOB NOT NULL CHECK (length(request_digest) = 32),
      status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 299),
      body_seal BLOB NOT NULL CHECK (length(body_seal) > 0),
      key_id TEXT NOT NULL CHECK (key_id <> ''),
      kept_at INTEGER NOT NULL
    ) STRICT;

    CREATE INDEX kept_replies_by_age ON kept_replies (kept_at);
  `,
}
