import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createAccessTokens, createKeyVault, parseMasterSecret } from '@keybox/adapters-crypto'
import { openSqliteStore } from '@keybox/adapters-sqlite'
import { storeSession } from '@keybox/contracts'
import { instant } from '@keybox/domain'
import { expect, test } from 'vitest'
import { send } from '../support/http-client.ts'
import { TEST_SECRET } from '../support/keybox.ts'
import { inTemporaryFolder, startProgram } from '../support/program.ts'
import { listAt } from '../support/reply.ts'
import { residentMegabytes, type Resident } from '../support/resident-memory.ts'
import { fillWithLicenses } from '../support/many-licenses.ts'

const LICENSES = 10_000
const PROJECTS = 100
const IDLE_LIMIT_MB = 130

const secret = parseMasterSecret(TEST_SECRET)
if (!secret.ok) throw new Error(secret.error.reason)
const masterSecret = secret.value

/** Of a Node that does nothing. */
async function bareNodeMegabytes(): Promise<Resident> {
  const bare = spawn(process.execPath, ['--eval', 'console.log(0); setInterval(() => {}, 1000)'])
  try {
    await once(bare.stdout, 'data')
    if (bare.pid === undefined) throw new Error('Node did not start')
    return await residentMegabytes(bare.pid)
  } finally {
    bare.kill('SIGKILL')
  }
}

test(`an idle server on SQLite stays under ${IDLE_LIMIT_MB} MB, and a dashboard of ${LICENSES} licences is answered`, async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'keybox.db')
    const store = await openSqliteStore({ path, keyVault: createKeyVault(masterSecret) })
    if (!store.ok) throw new Error(store.error.message)
    const owner = await fillWithLicenses(store.value, PROJECTS, LICENSES / PROJECTS)
    const now = instant(Date.now())
    const session = await storeSession(store.value, { id: owner }, { createdAt: now })
    await store.value.close()
    const { token } = await createAccessTokens(masterSecret).issue(session, now)

    const env = { KEYBOX_DATABASE_URL: `sqlite:${path}`, KEYBOX_SECRET: TEST_SECRET }
    // Sources that changed since the last start are stripped of their types in this one, as an installation does once.
    await (await startProgram(env)).stop()
    const program = await startProgram(env)
    try {
      await send(program.address, { method: 'GET', path: '/health' })
      const idle = await residentMegabytes(program.pid)
      const dashboard = await send(program.address, {
        method: 'GET',
        path: '/dashboard',
        headers: { authorization: `Bearer ${token.reveal()}` },
      })
      const loaded = await residentMegabytes(program.pid)
      const bare = await bareNodeMegabytes()
      console.log(
        `RSS: ${idle.total.toFixed(0)} MB idle, ${idle.files.toFixed(0)} of them pages of files (a bare Node has ` +
          `${bare.total.toFixed(0)} and ${bare.files.toFixed(0)}); ${loaded.total.toFixed(0)} MB after a dashboard of ${LICENSES} licences`,
      )
      const projects = listAt(dashboard.body, 'data', 0, 'projects')
      expect(dashboard.body['projectsCount']).toBe(PROJECTS)
      expect(projects.flatMap((project) => listAt(project, 'licenses'))).toHaveLength(LICENSES)
      // How much of Node's program file is mapped is for the kernel to choose, 25 MB more when all of it is cached: what
      // counts is as much of it as a bare Node has just now, and all else.
      expect(idle.total - idle.files + bare.files).toBeLessThan(IDLE_LIMIT_MB)
    } finally {
      await program.stop()
    }
  })
}, 120_000)
