export interface Instruction {
  /** In upper case, such as `RUN`. */
  readonly keyword: string
  readonly text: string
}

export interface Stage {
  readonly name: string | undefined
  readonly instructions: readonly Instruction[]
}

/**
 * The stages of a Dockerfile (https://docs.docker.com/reference/dockerfile/), for one without here-documents and parser
 * directives. Instructions before the first FROM are left out: they can only be an ARG.
 */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { name: string | undefined; instructions: Instruction[] }[] = []
  for (const line of logicalLines(text)) {
    const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(line) ?? []
    if (keyword.toUpperCase() === 'FROM') stages.push({ name: /\sAS\s+(\S+)$/i.exec(rest)?.[1], instructions: [] })
    else stages.at(-1)?.instructions.push({ keyword: keyword.toUpperCase(), text: rest })
  }
  return stages
}

/** Lines without comments, each joined with those that a backslash at its end continues it by. */
function logicalLines(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line))
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/** The `NAME=value` pairs of an ENV or LABEL instruction, the quotes around a value taken off. */
export function parsePairs(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g)
  return Object.fromEntries(Array.from(pairs, ([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']))
}

/** The arguments of the exec form, `["node", "main.js"]`. @throws SyntaxError for the shell form */
export function parseExecForm(text: string): readonly [program: string, ...args: string[]] {
  const form: unknown = JSON.parse(text)
  if (!Array.isArray(form) || !form.every((argument) => typeof argument === 'string')) throw new SyntaxError(text)
  const [program, ...args] = form
  if (program === undefined) throw new SyntaxError(text)
  return [program, ...args]
}

/** `--name=value` options before the rest of an instruction's text. */
export function parseOptions(text: string): {
  readonly options: Readonly<Record<string, string>>
  readonly rest: string
} {
  const [prefix = ''] = /^(?:--[\w-]+=\S+\s+)*/.exec(text) ?? []
  const options = Array.from(prefix.matchAll(/--([\w-]+)=(\S+)/g), ([, name = '', value = '']) => [name, value])
  return { options: Object.fromEntries(options), rest: text.slice(prefix.length) }
}
