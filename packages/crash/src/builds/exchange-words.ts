// Loaded by `node --import` before the server: makes it one of the wrong builds.
import { registerHooks } from 'node:module'
import { exchangeWords, isWrongBuild, WRONG_BUILDS } from './builds.ts'

const name = process.env['KEYBOX_CRASH_WRONG_BUILD'] ?? ''
if (!isWrongBuild(name)) throw new Error(`There is no wrong build ${name}`)
const build = WRONG_BUILDS[name]

/** https://nodejs.org/docs/latest/api/module.html#loadurl-context-nextload */
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(build.module)) return loaded
    const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    return { ...loaded, source: exchangeWords(source, build) }
  },
})
