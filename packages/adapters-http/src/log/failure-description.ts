/** Forms of secrets that a driver's error text might quote; nothing here puts one there on purpose. */
const SECRETS: readonly (readonly [form: RegExp, replacement: string])[] = [
  [/KB-[0-9a-f]{24}(?:-[0-9A-Z]{4}){3}/gi, 'KB-<redacted>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token redacted>'],
  [/\bkbr_[\w-]+/g, '<token redacted>'],
  [/\$argon2[a-z]+\$[^\s"']+/g, '<hash redacted>'],
  [/(\w:\/\/)[^\s/@]+@/g, '$1<redacted>@'],
]

function withoutSecrets(text: string): string {
  return SECRETS.reduce((redacted, [form, replacement]) => redacted.replace(form, replacement), text)
}

/** One line about what went wrong, `StoreFailure: no answer within 5 s`. */
export function describeFailure(error: unknown): string {
  return withoutSecrets(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

export interface LoggedError {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly stack: string
  readonly cause?: LoggedError
}

/** Causes deeper than this are left out: a chain may be a ring. */
const MAX_CAUSES = 5

/**
 * An error as the log shows it. Drivers hang queries, documents and connection settings on their errors as extra
 * properties, so only what is known to be harmless is taken over.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) {
    const message = withoutSecrets(String(error))
    return { type: typeof error, message, stack: message }
  }
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(code && { code: String(error.code) }),
    stack: withoutSecrets(error.stack ?? error.message),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: loggedError(error.cause, depth + 1) }),
  }
}
