import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files that a build is sent: those of the clone, less what .dockerignore keeps out. */
export function buildContext(clone: string): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: clone })
  const isIgnored = dockerIgnore(readFileSync(join(clone, '.dockerignore'), 'utf8'))
  return listed
    .toString()
    .split('\0')
    .filter((path) => path !== '' && !isIgnored(path))
}

/** Whether a path is kept out: the last pattern that matches it, or a folder that it is in, decides. */
export function dockerIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ pattern: expression(line.replace(/^!/, '')), ignores: !line.startsWith('!') }))
  return (path) => {
    const parts = path.split('/')
    const selfAndFolders = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
    return rules.findLast(({ pattern }) => selfAndFolders.some((each) => pattern.test(each)))?.ignores ?? false
  }
}

/** `*` within a name, a leading dot included (https://pkg.go.dev/path/filepath#Match), and `**` for any folders. */
function expression(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^$(){}|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*/g, (wildcard) => (wildcard === '*' ? '[^/]*' : '(?:.*/)?'))
  return new RegExp(`^${source}$`)
}
