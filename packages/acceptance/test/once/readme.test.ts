import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { inTemporaryFolder, REPOSITORY, startProgram } from '../support/program.ts'

/** The fenced shell blocks under the heading of the README that matches. */
async function shellBlocks(heading: RegExp): Promise<readonly string[]> {
  const readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8')
  const section = readme.split(/^## /m).find((text) => heading.test(text.split('\n', 1).join('')))
  return [...(section ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
}

test('the five curl lines of the README give a first licence, on a server started as the README says', async () => {
  const [start = '', ...otherStarts] = await shellBlocks(/^Run it/)
  expect(otherStarts).toEqual([])
  const [firstLicence = '', question = '', ...others] = await shellBlocks(/first licence/)
  expect(others).toEqual([])
  expect(firstLicence.match(/\bcurl\b/g)).toHaveLength(5)
  const [twice = ''] = await shellBlocks(/^The API/)

  await inTemporaryFolder(async (folder) => {
    const env = { KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'keybox.db')}` }
    const program = await startProgram(env, { file: 'bash', args: ['-c', `exec ${start}`] })
    try {
      const script = `${firstLicence}\necho\n${question}\n${twice}`.replaceAll(
        '127.0.0.1:3000',
        `127.0.0.1:${program.address.port}`,
      )
      expect(script).not.toContain('3000')
      const { stdout } = await promisify(execFile)('bash', ['-eu', '-o', 'pipefail', '-c', script])
      expect(stdout).toContain('"message":"Signup successful"')
      expect(stdout).toContain('"message":"License activated successfully"')
      expect(stdout).toContain('"valid":true')
      expect(stdout).toContain('sold once')
      expect(stdout).not.toContain('"success":false')
    } finally {
      await program.stop()
    }
  })
})
