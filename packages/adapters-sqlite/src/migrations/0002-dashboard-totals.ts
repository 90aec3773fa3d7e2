import type { Migration } from './migration.ts'

/**
 * How much each account owns, under its `_id`, counted as it is written. Counting at the time of asking would read an index entry of every
 * client and project, for each page of a dashboard. Triggers do it and not the repositories, so that it holds for
 * whoever writes to the database, in the same transaction.
 */
export const dashboardTotals: Migration = {
  version: 2,
  sql: `
    CREATE TABLE dashboard_totals (
      _id TEXT NOT NULL PRIMARY KEY,
      clients INTEGER NOT NULL CHECK (clients >= 0),
      projects INTEGER NOT NULL CHECK (projects >= 0)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO dashboard_totals (_id, clients, projects)
      SELECT _id,
             (SELECT count(*) FROM clients WHERE owner = accounts._id),
             (SELECT count(*) FROM projects WHERE owner = accounts._id)
      FROM accounts;

    ${['clients', 'projects'].map(countingTriggers).join('\n')}
  `,
}

/** Nothing of this program deletes, or gives to another owner; a tool that does keeps the totals right all the same. */
function countingTriggers(table: string): string {
  const counted = (owner: string): string => `
    INSERT INTO dashboard_totals (_id, clients, projects)
      VALUES (${owner}, ${table === 'clients' ? '1, 0' : '0, 1'})
      ON CONFLICT (_id) DO UPDATE SET ${table} = ${table} + 1;`
  const discounted = `UPDATE dashboard_totals SET ${table} = ${table} - 1 WHERE _id = old.owner;`
  return `
    CREATE TRIGGER ${table}_inserted AFTER INSERT ON ${table} BEGIN ${counted('new.owner')} END;
    CREATE TRIGGER ${table}_deleted AFTER DELETE ON ${table} BEGIN ${discounted} END;
    CREATE TRIGGER ${table}_moved AFTER UPDATE OF owner ON ${table} WHEN old.owner <> new.owner
      BEGIN ${discounted} ${counted('new.owner')} END;`
}
