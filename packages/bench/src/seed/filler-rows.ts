import { DatabaseSync } from 'node:sqlite'

/**
 * Gives the owner of the most licences in the database at `path` more of everything, created after what they have, one
 * licence a project. The rows are made by SQL, many times faster than by the store, and their sealed keys do not open:
 * they are there to be counted, indexed and passed over.
 */
export function addFiller(path: string, licenses: number, projectsPerClient: number): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  const owner = '(SELECT _id FROM dashboard_totals ORDER BY clients DESC, _id LIMIT 1)'
  // Whole seconds: rounded down, it would come before what was made a moment ago.
  const later = "((unixepoch('now') + 1) * 1000)"
  const client = id(`n / ${projectsPerClient}`)
  database.exec(`
    PRAGMA synchronous = OFF;
    BEGIN;
    CREATE TEMP TABLE seller AS SELECT ${owner} AS owner;
    ${numbers(Math.ceil(licenses / projectsPerClient))}
    INSERT INTO clients SELECT ${id('n')}, owner, 'Filler', 'filler-' || n || '@example.com',
      'filler-' || n || '@example.com', ${later}, ${later} FROM numbers, seller;
    ${numbers(licenses)}
    INSERT INTO projects SELECT ${id('n')}, owner, ${client}, 'Filler', ${later}, ${later} FROM numbers, seller;
    ${numbers(licenses)}
    INSERT INTO licenses (_id, key_digest, key_seal, key_id, owner, client, project, duration, services, issued_at,
        expires_at, revision, updated_at)
      SELECT ${id('n')}, randomblob(32), randomblob(80), 'filler', owner, ${client}, ${id('n')}, 12, '["Hosting"]',
        ${later}, ${later} + 1, 1, ${later} FROM numbers, seller;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);
  `)
  database.close()
}

function id(expression: string): string {
  return `printf('ffff%020x', ${expression})`
}

function numbers(count: number): string {
  return `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})`
}
