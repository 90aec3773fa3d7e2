import { expect, it } from 'vitest'

import { readConfiguration } from '../src/configuration/configuration.ts'
import { configurationFindings } from '../src/doctor/configuration-findings.ts'

const SECRET = 'k3kQm0vZc9pT1wXy7LrB2nEd5sHgUaJf4iO8'

/** What is found, as `warning KEYBOX_SECRET`. */
function found(environment: Readonly<Record<string, string>>): readonly string[] {
  const read = readConfiguration({ NODE_ENV: 'production', KEYBOX_SECRET: SECRET, ...environment })
  if (!read.ok) throw new Error(read.error.join('\n'))
  return [...configurationFindings(read.value)].map(({ severity, subject }) => `${severity} ${subject}`)
}

const CLOSED = { KEYBOX_CORS_ORIGINS: 'https://shop.example', KEYBOX_SIGNUP: 'closed' }

it('finds nothing in a configuration that leaves nothing open', () => {
  expect(found(CLOSED)).toStrictEqual([])
})

it('notes what is open by default', () => {
  expect(found({})).toStrictEqual(['note KEYBOX_CORS_ORIGINS', 'note KEYBOX_SIGNUP'])
})

it.each([
  ['a secret that may be guessed', { KEYBOX_SECRET: 'secretsecretsecretsecretsecretsecret' }, 'warning KEYBOX_SECRET'],
  ['log-ins without a limit', { KEYBOX_AUTH_RATE_MAX: 'off' }, 'warning KEYBOX_AUTH_RATE_MAX'],
  [
    'guesses at keys without a limit',
    { KEYBOX_VALIDATE_RATE_MAX: 'off', KEYBOX_KEY_GUESSES_MAX: 'off' },
    'note KEYBOX_KEY_GUESSES_MAX',
  ],
  ['an open address without a named proxy', { HOST: '0.0.0.0' }, 'note KEYBOX_TRUSTED_PROXIES'],
  ['metrics', { KEYBOX_METRICS: 'on' }, 'note KEYBOX_METRICS'],
  ['no production', { NODE_ENV: 'test' }, 'note NODE_ENV'],
])('finds %s', (_, environment, finding) => {
  expect(found({ ...CLOSED, ...environment })).toStrictEqual([finding])
})

it.each([
  ['mongodb://db.example/keybox', true],
  ['mongodb://user:p%40ss@db.example:27017,127.0.0.1/keybox?replicaSet=rs0', true],
  ['mongodb+srv://db.example/keybox?tls=false', true],
  ['mongodb://db.example/keybox?tls=true', false],
  ['mongodb+srv://db.example/keybox', false],
  ['mongodb://127.0.0.1:27017,localhost,[::1]:27018/keybox', false],
])('tells whether %s is sent in clear', (url, isInClear) => {
  const findings = found({ ...CLOSED, KEYBOX_DATABASE_URL: url })
  expect(findings).toStrictEqual(isInClear ? ['warning KEYBOX_DATABASE_URL'] : [])
})
