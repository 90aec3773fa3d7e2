import { spawnSync } from 'node:child_process'

export interface Command {
  readonly cwd: string
  /** Folders to look for programs in, before those of PATH. */
  readonly path?: readonly string[]
}

/** Runs a program without a terminal and gives what it wrote. @throws Error with all it wrote when it fails */
export function run(program: string, args: readonly string[], { cwd, path = [] }: Command): string {
  const env = { ...plainEnvironment(), PATH: [...path, process.env['PATH'] ?? ''].join(':') }
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status === 0) return stdout
  throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}\n${stdout}${stderr}`)
}

/** What npm and the test runner set for their own child processes; the user's npm configuration is none of it. */
const OF_THIS_RUN =
  /^(?:npm_(?!config_)|npm_config_(?:local_prefix|global_prefix|prefix|call|package)$|NODE_(?:OPTIONS|ENV|PATH|V8_COVERAGE|CHANNEL)|VITEST|VITE_)/

function plainEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !OF_THIS_RUN.test(name))
  return { ...Object.fromEntries(own), CI: 'true' }
}
