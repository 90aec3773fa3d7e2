import { execFileSync } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseExecForm, parseOptions, parsePairs, type Instruction, type Stage } from './dockerfile.ts'

/** What a container of a stage would start with. Its paths are those in the container; `root` is where `/` stands here. */
export interface BuiltStage {
  readonly root: string
  workdir: string
  readonly env: Record<string, string>
  user: { readonly uid: number; readonly gid: number } | undefined
  command: readonly [string, ...string[]] | undefined
  healthcheck: readonly [string, ...string[]] | undefined
  stopSignal: string | undefined
  readonly volumes: string[]
}

export interface Build {
  /** Where each stage gets a folder of its own that stands for its `/`. */
  readonly folder: string
  readonly clone: string
  /** Paths of the clone that COPY finds. */
  readonly context: readonly string[]
  /** Whether files can be given to another user. */
  readonly mayChown: boolean
  /** What a RUN finds beside what the stage sets, such as PATH. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * Does what the Dockerfile says without an engine or a base image: this machine stands in for the image, and a folder for
 * `/`. RUN therefore must not name absolute paths, which is also all that keeps it from them.
 */
export function buildStages(stages: readonly Stage[], build: Build): ReadonlyMap<string, BuiltStage> {
  const built = new Map<string, BuiltStage>()
  for (const [index, { name, instructions }] of stages.entries()) {
    const root = join(build.folder, name ?? String(index))
    mkdirSync(root)
    const stage: BuiltStage = {
      root,
      workdir: '/',
      env: {},
      user: undefined,
      command: undefined,
      healthcheck: undefined,
      stopSignal: undefined,
      volumes: [],
    }
    for (const instruction of instructions) follow(instruction, stage, { ...build, built })
    built.set(name ?? 'final', stage)
  }
  return built
}

type Running = Build & { readonly built: ReadonlyMap<string, BuiltStage> }

/** One instruction of a stage. @throws Error for one that this does not know, so that none is passed over in silence */
function follow({ keyword, text }: Instruction, stage: BuiltStage, running: Running): void {
  const known = INSTRUCTIONS[keyword]
  if (known === undefined) throw new Error(`The Dockerfile has an instruction that is not tested: ${keyword} ${text}`)
  known(text, stage, running)
}

const INSTRUCTIONS: Readonly<Record<string, (text: string, stage: BuiltStage, running: Running) => void>> = {
  WORKDIR: (text, stage) => {
    stage.workdir = resolve(stage.workdir, text)
    mkdirSync(join(stage.root, stage.workdir), { recursive: true })
  },
  ENV: (text, stage) => void Object.assign(stage.env, parsePairs(text)),
  RUN: (text, stage, { env }) => {
    if (/(?:^|[\s=])\/\w/.test(text)) throw new Error(`RUN names an absolute path: ${text}`)
    execFileSync('sh', ['-c', text], {
      cwd: join(stage.root, stage.workdir),
      env: { ...env, ...stage.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    })
  },
  COPY: copy,
  USER: (text, stage) => {
    const [uid, gid] = text.split(':').map(Number)
    if (uid === undefined || gid === undefined || !uid || !gid) throw new Error(`USER is not two numbers: ${text}`)
    stage.user = { uid, gid }
  },
  CMD: (text, stage) => {
    stage.command = parseExecForm(text)
  },
  HEALTHCHECK: (text, stage) => {
    stage.healthcheck = parseExecForm(parseOptions(text).rest.replace(/^CMD\s+/, ''))
  },
  STOPSIGNAL: (text, stage) => {
    stage.stopSignal = text
  },
  VOLUME: (text, stage) => void stage.volumes.push(text),
  LABEL: (text) => void parsePairs(text),
  EXPOSE: () => undefined,
}

/** A folder's contents, or files, from the context or an earlier stage. */
function copy(text: string, stage: BuiltStage, { clone, context, built, mayChown }: Running): void {
  const { options, rest } = parseOptions(text)
  const [target = '.', ...sources] = rest.split(/\s+/).toReversed()
  const destination = join(stage.root, resolve(stage.workdir, target))
  mkdirSync(destination, { recursive: true })
  const from = options['from']
  if (from === undefined) copyContext(sources, destination, { clone, context })
  else {
    const origin = built.get(from)
    if (origin === undefined) throw new Error(`COPY from a stage that does not exist: ${from}`)
    for (const source of sources)
      cpSync(join(origin.root, source), destination, { recursive: true, verbatimSymlinks: true })
  }
  const [uid, gid] = (options['chown'] ?? '').split(':').map(Number)
  if (uid !== undefined && gid !== undefined && mayChown) chownAll(destination, uid, gid)
}

function copyContext(
  sources: readonly string[],
  destination: string,
  { clone, context }: Pick<Build, 'clone' | 'context'>,
): void {
  for (const source of sources) {
    const paths = source === '.' ? context : context.filter((path) => path === source)
    if (paths.length === 0) throw new Error(`COPY finds no ${source} in the build context: see .dockerignore`)
    for (const path of paths) {
      const target = join(destination, source === '.' ? path : basename(path))
      mkdirSync(dirname(target), { recursive: true })
      cpSync(join(clone, path), target)
    }
  }
}

function chownAll(path: string, uid: number, gid: number): void {
  chownSync(path, uid, gid)
  if (!statSync(path).isDirectory()) return
  for (const name of readdirSync(path)) chownAll(join(path, name), uid, gid)
}
