import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { fillableFolder, forbidOpening, forbidWriting, type Illness } from '../support/faults/ill-disk.ts'
import { IllStore } from '../support/faults/ill-store.ts'
import { expectEnvelope } from '../support/reply.ts'

const PAGE = 4096

let store: IllStore | undefined

afterEach(async () => {
  await store?.stop()
  store = undefined
})

/** A server that has sold something. */
async function wellStore(database: string): Promise<IllStore> {
  store = new IllStore(database)
  await store.start()
  await store.sell()
  return store
}

function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keybox-acceptance-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'keybox.db')
}

/** Another program with the database open, until the test ends. */
function anotherProgram(database: string): DatabaseSync {
  const connection = new DatabaseSync(database, { timeout: 0 })
  onTestFinished(() => {
    if (connection.isOpen) connection.close()
  })
  return connection
}

/** Writes nonsense over the pages of a file from `page` on. @returns what writes back what was there */
function garble(file: string, page: number): () => void {
  const sound = readFileSync(file)
  overwrite(file, Buffer.alloc(sound.length - page * PAGE, 0xa5), page * PAGE)
  return () => overwrite(file, sound, 0)
}

function overwrite(file: string, bytes: Buffer, position: number): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, position)
  closeSync(descriptor)
}

describe('a full disk', { timeout: 120_000 }, () => {
  test('refuses writes, is told in words, and is forgotten once there is room', async () => {
    const disk = fillableFolder()
    try {
      const ill = await wellStore(join(disk.folder, 'keybox.db'))
      await expectIllness(ill, disk.fill(ill.pid), 2000)
      await ill.stop()
    } finally {
      await store?.stop()
      disk.remove()
    }
  })
})

describe('a disk that became read-only', { timeout: 120_000 }, () => {
  test('is told in words, and is forgotten once it can be written', async () => {
    const database = temporaryDatabase()
    const ill = await wellStore(database)
    await expectIllness(ill, forbidWriting(database), 1)
  })

  test('is a reason not to start, which says so', async () => {
    const database = temporaryDatabase()
    const ill = await wellStore(database)
    await ill.stop()
    const allow = forbidOpening(database)
    try {
      await expect(ill.start()).rejects.toThrow(/KeyBox did not start: .*may not be written/)
    } finally {
      allow()
    }
    await ill.start()
    await ill.expectRecovered()
  })
})

/** Writes are refused cleanly within so many attempts, reads go on, the cause is told, and forgotten when it is gone. */
async function expectIllness(ill: IllStore, { reason, remedy, heal }: Illness, attempts: number): Promise<void> {
  try {
    // A database that was moved away can be written yet.
    const refused = reason.includes('where it was') ? undefined : await ill.refusedClient(attempts)
    if (refused !== undefined) {
      expectEnvelope(refused)
      expect(refused.status).toBe(500)
      const codes = reason.includes('full') ? ['STORE_UNAVAILABLE'] : ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN']
      expect(codes).toContain(refused.body['code'])
    }
    await ill.expectNotReady(reason)
    await ill.logged(remedy)
    const { body } = await ill.validate('another')
    expect(body).toMatchObject({ status: 'machine_mismatch' })
    expect(body).not.toHaveProperty('stale')
  } finally {
    heal()
  }
  await ill.expectRecovered()
}

describe('a damaged database', { timeout: 120_000 }, () => {
  test('is told in words, leaves verdicts that are remembered, and is forgotten once it is mended', async () => {
    const database = temporaryDatabase()
    const ill = await wellStore(database)
    // Read once, so that there is something to be told as stale.
    await ill.validate('another')
    const tool = anotherProgram(database)
    // All of it in the file, and nothing of it in the server's own memory of pages.
    tool.exec(`UPDATE accounts SET name = 'Ada Lovelace'; PRAGMA wal_checkpoint(TRUNCATE)`)
    tool.close()
    const mend = garble(database, 1)
    const unread = await ill.call('GET', '/auth/me')
    expectEnvelope(unread)
    expect(unread).toMatchObject({ status: 500, body: { code: 'STORE_UNAVAILABLE' } })
    await ill.expectNotReady('The store is damaged')
    await ill.logged('restore it from a backup')
    const current = await ill.validate()
    expect(current.body).toMatchObject({ valid: true })
    expect(current.body).not.toHaveProperty('stale')
    expect((await ill.validate('another')).body).toMatchObject({ status: 'machine_mismatch', stale: true })
    mend()
    await ill.expectRecovered()
  })

  test.each([0, 1])('is a reason not to start, which says what to do (from page %i on)', async (page) => {
    const database = temporaryDatabase()
    const ill = await wellStore(database)
    await ill.stop()
    const mend = garble(database, page)
    await expect(ill.start()).rejects.toThrow(/KeyBox did not start: .*damaged: restore it from a backup/)
    mend()
    await ill.start()
    await ill.expectRecovered()
  })
})

describe('a database that another program holds locked', { timeout: 120_000 }, () => {
  test('refuses writes in time, is told in words, and is forgotten once it is let go', async () => {
    const database = temporaryDatabase()
    const ill = await wellStore(database)
    const tool = anotherProgram(database)
    tool.exec('BEGIN EXCLUSIVE')
    const refused = await ill.refusedClient(1)
    expectEnvelope(refused)
    expect(refused).toMatchObject({ status: 500, body: { code: 'STORE_UNAVAILABLE' } })
    await ill.expectNotReady('Another program holds the store locked')
    expect((await ill.validate('another')).body).toMatchObject({ status: 'machine_mismatch' })
    expect((await ill.validate('another')).body).not.toHaveProperty('stale')
    tool.exec('COMMIT')
    await ill.expectRecovered()
  })
})
