import { describe, expect, it } from 'vitest'
import * as dashboard from '../src/dashboard/dashboard-rows.ts'
import * as opening from '../src/opening/vault-check.ts'
import * as accounts from '../src/repositories/accounts.ts'
import * as clients from '../src/repositories/clients.ts'
import * as licenses from '../src/repositories/licenses.ts'
import * as projects from '../src/repositories/projects.ts'
import * as replies from '../src/repositories/replies.ts'
import * as sessions from '../src/repositories/sessions.ts'
import * as licenseRows from '../src/rows/license-row.ts'
import * as sessionRows from '../src/rows/session-row.ts'
import { anotherProgram } from './support/another-program.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

const modules = [accounts, clients, projects, licenses, replies, sessions, licenseRows, sessionRows, dashboard, opening]
const statements = modules
  .flatMap((module): [string, unknown][] => Object.entries(module))
  .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && /^\s*(SELECT|UPDATE)/.test(entry[1]))

it('knows all statements of the adapter that search', () => {
  expect(statements.map(([name]) => name).toSorted()).toStrictEqual([
    'COUNT_PROJECTS_OF_CLIENT',
    'FIND_ACCOUNT_BY_EMAIL',
    'FIND_ACCOUNT_BY_ID',
    'FIND_CLIENT',
    'FIND_LICENSE_BY_EITHER',
    'FIND_LICENSE_BY_KEY',
    'FIND_OWNED_LICENSE',
    'FIND_OWNED_LICENSE_BY_EITHER',
    'FIND_PROJECT',
    'FIND_REPLIES_BY_EITHER',
    'FIND_REPLY',
    'FIND_SESSION',
    'FIND_SESSION_BY_FAMILY',
    'FIND_TOTALS',
    'LIST_CLIENTS',
    'LIST_FIRST_CLIENTS',
    'LIST_LICENSES',
    'LIST_NEXT_CLIENTS',
    'LIST_PROJECTS',
    'READ_VAULT_CHECK',
    'REPLACE_LICENSE',
    'REPLACE_SESSION',
  ])
})

describe('by the query planner', () => {
  it.each(statements)('%s searches one index and sorts nothing', async (_, sql) => {
    const [step, ...more] = await planOf(sql)
    expect(step).toMatch(/^SEARCH \w+ USING /)
    expect(more).toStrictEqual([])
  })

  it('forgetting replies looks at no others', async () => {
    expect(await planOf(replies.FORGET_REPLIES)).toStrictEqual([
      'SEARCH kept_replies USING INTEGER PRIMARY KEY (rowid=?)',
      'LIST SUBQUERY 1',
      'SEARCH kept_replies USING COVERING INDEX kept_replies_by_age (kept_at<?)',
    ])
  })

  it('taking ended sessions away, or an owner’s oldest, looks at no others', async () => {
    expect(await planOf(sessions.REMOVE_ENDED_SESSIONS)).toStrictEqual([
      'SEARCH sessions USING PRIMARY KEY (_id=?)',
      'LIST SUBQUERY 1',
      'SEARCH sessions USING COVERING INDEX sessions_by_end (ends_at<?)',
    ])
    expect(await planOf(sessions.END_OLDEST_SESSIONS)).toStrictEqual([
      'SEARCH sessions USING PRIMARY KEY (_id=?)',
      'LIST SUBQUERY 1',
      'SEARCH sessions USING COVERING INDEX sessions_of_owner (owner=?)',
    ])
  })

  it('ending one session is one point write, and ending all of an owner looks at no others', async () => {
    expect(await planOf(sessions.END_SESSION)).toStrictEqual(['SEARCH sessions USING PRIMARY KEY (_id=?)'])
    expect(await planOf(sessions.END_ALL_SESSIONS)).toStrictEqual([
      'SEARCH sessions USING INDEX sessions_of_owner (owner=?)',
    ])
  })

  it('looking a key up is one point read', async () => {
    expect(await planOf(licenses.FIND_LICENSE_BY_KEY)).toStrictEqual([
      'SEARCH licenses USING INDEX sqlite_autoindex_licenses_2 (key_digest=?)',
    ])
  })

  it("a client's count touches no table, and an owner's is one row", async () => {
    expect((await planOf(dashboard.COUNT_PROJECTS_OF_CLIENT))[0]).toContain('USING COVERING INDEX')
    expect(await planOf(dashboard.FIND_TOTALS)).toStrictEqual(['SEARCH dashboard_totals USING PRIMARY KEY (_id=?)'])
  })

  it('the next page begins in the index where the one before it ended', async () => {
    expect(await planOf(dashboard.LIST_NEXT_CLIENTS)).toStrictEqual([
      'SEARCH clients USING INDEX clients_of_owner (owner=? AND (created_at,_id)>(?,?))',
    ])
  })
})

async function planOf(sql: string): Promise<readonly unknown[]> {
  const path = temporaryDatabase()
  await openedForTest(path)
  const tool = anotherProgram(path)
  const parameters = Array.from(sql.matchAll(/\?/g), () => null)
  return tool
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail)
}
