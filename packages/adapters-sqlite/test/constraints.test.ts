import { storeClient, storeLicense, storeSeller } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import { anotherProgram } from './support/another-program.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

/** Two sellers with a licence each; `:other` is something of the second one's. */
async function sellers() {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  const [one, other] = [await storeSeller(store), await storeSeller(store)]
  const [mine, theirs] = [await storeLicense(store, one.project), await storeLicense(store, other.project)]
  const sibling = await storeClient(store, one.account)
  return { tool: anotherProgram(path), one, other, mine, theirs, sibling }
}

describe('the database itself refuses', () => {
  it.each([
    'duration = 0',
    'duration = 13',
    'revision = 0',
    'expires_at = issued_at - 1',
    'expires_at = issued_at',
    `machine = '${'a'.repeat(64)}'`,
    'activated_at = 1',
    `machine = 'short', activated_at = 1`,
    `services = '[]'`,
    `services = 'Hosting'`,
    `key_digest = x'00'`,
    `key_seal = x''`,
    `_id = 'ABCDEFABCDEFABCDEFABCDEF'`,
    `_id = 'abc'`,
    `issued_at = 'yesterday'`,
    'key_digest = NULL',
  ])('a licence with %s', async (change) => {
    const { tool, mine } = await sellers()
    expect(() => tool.prepare(`UPDATE licenses SET ${change} WHERE _id = ?`).run(mine.id)).toThrow(
      /constraint failed|cannot store/,
    )
  })

  it("a project of one owner under another's client", async () => {
    const { tool, one, other } = await sellers()
    const change = tool.prepare('UPDATE projects SET client = ? WHERE _id = ?')
    expect(() => change.run(other.client.id, one.project.id)).toThrow('FOREIGN KEY constraint failed')
  })

  it("a licence of one owner for another's project", async () => {
    const { tool, mine, other } = await sellers()
    const change = tool.prepare('UPDATE licenses SET project = ?, client = ? WHERE _id = ?')
    expect(() => change.run(other.project.id, other.client.id, mine.id)).toThrow('FOREIGN KEY constraint failed')
  })

  it('a licence for a project that is not its client’s', async () => {
    const { tool, mine, sibling } = await sellers()
    const change = tool.prepare('UPDATE licenses SET client = ? WHERE _id = ?')
    expect(() => change.run(sibling.id, mine.id)).toThrow('FOREIGN KEY constraint failed')
  })

  it('to forget what others refer to', async () => {
    const { tool, one } = await sellers()
    for (const [table, id] of [
      ['accounts', one.account.id],
      ['clients', one.client.id],
      ['projects', one.project.id],
    ] as const) {
      expect(() => tool.prepare(`DELETE FROM ${table} WHERE _id = ?`).run(id)).toThrow('FOREIGN KEY constraint failed')
    }
  })

  it('one key digest for two licences', async () => {
    const { tool, mine, theirs } = await sellers()
    const change = tool.prepare(
      'UPDATE licenses SET key_digest = (SELECT key_digest FROM licenses WHERE _id = ?) WHERE _id = ?',
    )
    expect(() => change.run(mine.id, theirs.id)).toThrow('UNIQUE constraint failed: licenses.key_digest')
  })
})
