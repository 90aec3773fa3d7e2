import { readConfiguration, type Configuration } from '../configuration/configuration.ts'
import { readEnvironment } from '../configuration/environment.ts'

/** 0: done, nothing wrong. 1: done, something is wrong. 2: not done. */
export type ExitCode = 0 | 1 | 2

export interface CommandContext {
  readonly configuration: Configuration
  /** What stood after the command's name. */
  readonly args: readonly string[]
  /** Writes a line to standard output. */
  readonly say: (line: string) => void
}

/** Runs a command under the very configuration that the server reads, and ends the process with its exit code. */
export async function runCommand(command: (context: CommandContext) => Promise<ExitCode>): Promise<void> {
  const environment = readEnvironment(process.env)
  const configuration = environment.ok ? readConfiguration(environment.value) : environment
  if (!configuration.ok) {
    for (const problem of configuration.error) complain(problem)
    process.exitCode = 2
    return
  }
  try {
    process.exitCode = await command({ configuration: configuration.value, args: process.argv.slice(2), say })
  } catch (error) {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 2
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Writes a line to standard error. */
function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** For a command that was not done. */
export function refuse(line: string): ExitCode {
  complain(line)
  return 2
}
