/** A command that the program sends to MongoDB. */
export interface SentCommand {
  readonly name: string
  /** undefined where it is about none, as a commit */
  readonly collection: string | undefined
}

/** Makes the driver tell every command on the standard error. https://www.mongodb.com/docs/drivers/node/current/monitoring-and-logging/logging/ */
export const LOG_COMMANDS: Readonly<Record<string, string>> = {
  MONGODB_LOG_COMMAND: 'debug',
  MONGODB_LOG_PATH: 'stderr',
  MONGODB_LOG_MAX_DOCUMENT_LENGTH: '150',
}

const STARTED = /commandName: '(\w+)'.*message: 'Command started'/
const COLLECTION = /command: '\{"\w+":(?:"([\w.$]+)"|[^,]*(?:,"collection":"([\w.$]+)")?)/

/** Gathers what the driver of one process tells. */
export class CommandLog {
  #rest = ''
  #sent: SentCommand[] = []

  hear(text: string): void {
    const lines = `${this.#rest}${text}`.split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const name = STARTED.exec(line)?.[1]
      if (name === undefined) continue
      const [, named, ofCursor] = COLLECTION.exec(line) ?? []
      this.#sent.push({ name, collection: named ?? ofCursor })
    }
  }

  /** How many of a name were sent since it was last asked. */
  count(name: string): number {
    return this.#sent.filter((command) => command.name === name).length
  }

  /** What was sent since it was last asked, each once. */
  take(): readonly SentCommand[] {
    const sent = new Map(this.#sent.map((command) => [describeCommand(command), command]))
    this.#sent = []
    return [...sent.values()]
  }
}

export function describeCommand({ name, collection }: SentCommand): string {
  return collection === undefined ? name : `${name} ${collection}`
}

/** How servers follow which secret is written under: when they start, and every few seconds, whoever asks for whatever. */
export function followsSecrets({ name, collection }: SentCommand): boolean {
  return collection === 'keybox_servers' || (name === 'find' && collection === 'keybox_meta')
}

/** Sent whether or not anybody asks for anything: how servers know of each other, and count together. */
export function isBackground({ name, collection }: SentCommand): boolean {
  if (collection !== undefined) return /^(?:keybox_nodes|rate_windows|\$cmd\.aggregate)$/.test(collection)
  return name === 'aggregate' || name === 'getMore'
}
