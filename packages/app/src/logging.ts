import type { FastifyServerOptions } from 'fastify'

import type { Configuration } from './configuration/configuration.ts'

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>

/** Where log lines go, each with its line end. */
export interface LogDestination {
  write(line: string): void
}

/** Field names under which a secret could come along in what a library logs of its own accord. */
const SECRET_FIELDS = [
  'password',
  'old_password',
  'new_password',
  'confirm_password',
  'passwordHash',
  'token',
  'refreshToken',
  'key',
  'secret',
  'uri',
  'authorization',
]

/** Texts that are secrets wherever they stand: licence keys in any letter case, JSON Web Tokens, and refresh tokens. */
const SECRET_TEXTS = /KB-[0-9a-f]{24}(?:-[0-9A-Z]{4}){3}|eyJ[\w-]+\.[\w-]+\.[\w-]+|kbr_[\w-]+/gi

/**
 * One JSON object a line (pino). What is logged of a request, a reply and an error is for the HTTP adapter to say, and
 * that is neither URL nor header nor body. Redaction by field name, and of whatever looks like a key or a token, is the
 * second line of defence: for what libraries log of their own accord.
 */
export function loggerOptions(
  { logLevel }: Pick<Configuration, 'logLevel'>,
  destination?: LogDestination,
): LoggerOptions {
  return {
    level: logLevel,
    ...(destination && { stream: destination }),
    timestamp: () => `,"time":"${new Date(Date.now()).toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '<redacted>' },
    hooks: { streamWrite: (line) => line.replace(SECRET_TEXTS, '<redacted>') },
  }
}
