import { describe, expect, it } from 'vitest'

import { readConfiguration, type Configuration, type Environment } from '../src/configuration/configuration.ts'

const SECRET = 'a secret of more than thirty-two bytes'

function accepted(environment: Environment): Configuration {
  const read = readConfiguration(environment)
  if (!read.ok) throw new Error(read.error.join('\n'))
  return read.value
}

function problems(environment: Environment): readonly string[] {
  const read = readConfiguration(environment)
  return read.ok ? [] : read.error
}

describe('configuration', () => {
  it('has a working default for everything', () => {
    expect(accepted({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      database: { type: 'sqlite', path: './data/keybox.db' },
      secret: undefined,
      signup: 'open',
      validateRate: { max: 5, windowMs: 900_000 },
      authRate: { max: 20, windowMs: 900_000 },
      keyGuessesMax: 1000,
      corsOrigins: '*',
      trustedProxies: [],
      services: { services: ['Hosting', 'Domain'], default: 'Hosting' },
      metrics: 'off',
      cacheMax: 100_000,
      requestDeadlineMs: 10_000,
      storeDown: { type: 'last-known', maxMs: 900_000 },
      drainMs: 0,
      logLevel: 'info',
      production: false,
    })
  })

  it('counts the empty text as unset, and ignores variables of others', () => {
    const names = ['HOST', 'PORT', 'KEYBOX_DATABASE_URL', 'KEYBOX_SECRET', 'KEYBOX_SIGNUP', 'KEYBOX_SERVICES']
    const empty = Object.fromEntries(names.map((name) => [name, '']))
    expect(accepted({ ...empty, KEYBOX_UNHEARD_OF: '1', PATH: undefined })).toEqual(accepted({}))
  })

  it.each<[Environment, Partial<Configuration>]>([
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: 'localhost' }, { host: 'localhost' }],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: ' 65535 ' }, { port: 65_535 }],
    [{ KEYBOX_DATABASE_URL: 'memory:' }, { database: { type: 'memory' } }],
    [{ KEYBOX_DATABASE_URL: 'sqlite:/var/k.db' }, { database: { type: 'sqlite', path: '/var/k.db' } }],
    [{ KEYBOX_DATABASE_URL: 'sqlite:///var/k.db' }, { database: { type: 'sqlite', path: '/var/k.db' } }],
    [{ KEYBOX_DATABASE_URL: 'sqlite:k.db' }, { database: { type: 'sqlite', path: 'k.db' } }],
    [{ KEYBOX_SIGNUP: 'closed' }, { signup: 'closed' }],
    [{ KEYBOX_METRICS: 'on' }, { metrics: 'on' }],
    [{ KEYBOX_CACHE_MAX: '0' }, { cacheMax: 0 }],
    [{ KEYBOX_STORE_DOWN_MAX: '1h' }, { storeDown: { type: 'last-known', maxMs: 3_600_000 } }],
    [{ KEYBOX_REQUEST_DEADLINE: '3s' }, { requestDeadlineMs: 3000 }],
    [{ KEYBOX_DRAIN: '0s' }, { drainMs: 0 }],
    [{ KEYBOX_DRAIN: '10s' }, { drainMs: 10_000 }],
    [{ KEYBOX_STORE_DOWN: 'refuse' }, { storeDown: { type: 'refuse' } }],
    [{ KEYBOX_VALIDATE_RATE_MAX: 'off', KEYBOX_VALIDATE_RATE_WINDOW: '1s' }, { validateRate: 'off' }],
    [
      { KEYBOX_VALIDATE_RATE_MAX: '100', KEYBOX_VALIDATE_RATE_WINDOW: '90s' },
      { validateRate: { max: 100, windowMs: 90_000 } },
    ],
    [{ KEYBOX_AUTH_RATE_MAX: 'off' }, { authRate: 'off' }],
    [{ KEYBOX_AUTH_RATE_MAX: '1', KEYBOX_AUTH_RATE_WINDOW: '2h' }, { authRate: { max: 1, windowMs: 7_200_000 } }],
    [{ KEYBOX_AUTH_RATE_WINDOW: '1d' }, { authRate: { max: 20, windowMs: 86_400_000 } }],
    [{ KEYBOX_KEY_GUESSES_MAX: '50' }, { keyGuessesMax: 50 }],
    [{ KEYBOX_KEY_GUESSES_MAX: 'off' }, { keyGuessesMax: 'off' }],
    [{ KEYBOX_CORS_ORIGINS: '*' }, { corsOrigins: '*' }],
    [
      { KEYBOX_CORS_ORIGINS: 'https://Shop.Example:443/, http://localhost:5173 ,tauri://localhost' },
      { corsOrigins: ['https://shop.example', 'http://localhost:5173', 'tauri://localhost'] },
    ],
    [
      { KEYBOX_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1, 2001:db8::/32,::1' },
      { trustedProxies: ['10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32', '::1/128'] },
    ],
    [
      { KEYBOX_TRUSTED_PROXIES: '::ffff:10.0.0.0/104, ::ffff:c000:201' },
      { trustedProxies: ['::ffff:10.0.0.0/104', '::ffff:c000:201/128'] },
    ],
    ...(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const).map(
      (logLevel): [Environment, Partial<Configuration>] => [{ KEYBOX_LOG_LEVEL: logLevel }, { logLevel }],
    ),
    [{ NODE_ENV: 'production' }, { production: true }],
    [{ NODE_ENV: 'development' }, { production: false }],
  ])('takes %j', (environment, expected) => {
    expect(accepted(environment)).toMatchObject(expected)
  })

  it('makes the first configured service the default where there is no Hosting', () => {
    expect(accepted({ KEYBOX_SERVICES: 'Support, Updates' }).services).toEqual({
      services: ['Support', 'Updates'],
      default: 'Support',
    })
  })

  it('takes a secret as it is, byte for byte', () => {
    expect(accepted({ KEYBOX_SECRET: ` ${SECRET} ` }).secret?.reveal()).toBe(` ${SECRET} `)
  })

  it.each(['mongodb://localhost/keybox', 'mongodb+srv://user:word@cluster.example/keybox?w=majority'])(
    'takes %s with a secret, and prints nothing of it',
    (uri) => {
      const { database } = accepted({ KEYBOX_DATABASE_URL: uri, KEYBOX_SECRET: SECRET })
      expect(database.type === 'mongodb' && database.uri.reveal()).toBe(uri)
      expect(JSON.stringify(accepted({ KEYBOX_DATABASE_URL: uri, KEYBOX_SECRET: SECRET }))).not.toMatch(
        /word|secret of/,
      )
    },
  )
})

describe('a bad configuration', () => {
  it.each<[Environment, RegExp]>([
    [{ HOST: 'http://localhost' }, /^HOST must be an IP address or a host name, not "http:\/\/localhost"$/],
    [{ HOST: '[::1]' }, /^HOST must be/],
    [{ HOST: 'a b' }, /^HOST must be/],
    [{ PORT: '65536' }, /^PORT must be a whole number from 0 to 65535, not "65536"$/],
    [{ PORT: '-1' }, /^PORT must be/],
    [{ PORT: '80a' }, /^PORT must be/],
    [{ PORT: '3e3' }, /^PORT must be/],
    [{ PORT: ' ' }, /^PORT must be/],
    [{ KEYBOX_DATABASE_URL: 'postgres://u:hunter2@db/x' }, /^KEYBOX_DATABASE_URL must be sqlite:PATH, .* or memory:$/],
    [{ KEYBOX_DATABASE_URL: 'sqlite:' }, /^KEYBOX_DATABASE_URL must be/],
    [{ KEYBOX_DATABASE_URL: 'sqlite://data/k.db' }, /^KEYBOX_DATABASE_URL must be sqlite:PATH, without \/\//],
    [{ KEYBOX_DATABASE_URL: 'sqlite::memory:' }, /^KEYBOX_DATABASE_URL must be memory:/],
    [{ KEYBOX_DATABASE_URL: 'sqlite:./data/' }, /^KEYBOX_DATABASE_URL must name a file/],
    [{ KEYBOX_DATABASE_URL: 'mongodb://', KEYBOX_SECRET: SECRET }, /^KEYBOX_DATABASE_URL must be/],
    [{ KEYBOX_DATABASE_URL: 'keybox.db' }, /^KEYBOX_DATABASE_URL must be/],
    [{ KEYBOX_SECRET: 'hunter2' }, /^KEYBOX_SECRET must be at least 32 bytes long, and is 7$/],
    [{ KEYBOX_SECRET: SECRET, KEYBOX_SECRET_PREVIOUS: 'hunter2' }, /^KEYBOX_SECRET_PREVIOUS must be at least 32/],
    [{ KEYBOX_SECRET_PREVIOUS: SECRET }, /^KEYBOX_SECRET_PREVIOUS is for the secret before KEYBOX_SECRET, which/],
    [{ KEYBOX_SECRET: SECRET, KEYBOX_SECRET_PREVIOUS: SECRET }, /^KEYBOX_SECRET_PREVIOUS is for .* another one$/],
    [{ KEYBOX_DATABASE_URL: 'mongodb://localhost' }, /^KEYBOX_SECRET is required with MongoDB/],
    [{ KEYBOX_DATABASE_URL: 'mongodb://localhost', KEYBOX_SECRET: 'hunter2' }, /^KEYBOX_SECRET must be at least 32/],
    [{ KEYBOX_REQUEST_DEADLINE: '0s' }, /^KEYBOX_REQUEST_DEADLINE must be a whole number above 0/],
    [{ KEYBOX_REQUEST_DEADLINE: '1h' }, /^KEYBOX_REQUEST_DEADLINE must be at most 10 minutes, not "1h"$/],
    [{ KEYBOX_SIGNUP: 'no' }, /^KEYBOX_SIGNUP must be open or closed, not "no"$/],
    [{ KEYBOX_VALIDATE_RATE_MAX: '0' }, /^KEYBOX_VALIDATE_RATE_MAX must be a whole number from 1/],
    [{ KEYBOX_VALIDATE_RATE_MAX: 'OFF' }, /^KEYBOX_VALIDATE_RATE_MAX must be/],
    [{ KEYBOX_VALIDATE_RATE_MAX: '1.5' }, /^KEYBOX_VALIDATE_RATE_MAX must be/],
    [{ KEYBOX_KEY_GUESSES_MAX: '0' }, /^KEYBOX_KEY_GUESSES_MAX must be/],
    [{ KEYBOX_AUTH_RATE_MAX: '-5' }, /^KEYBOX_AUTH_RATE_MAX must be/],
    [
      { KEYBOX_VALIDATE_RATE_WINDOW: '15' },
      /^KEYBOX_VALIDATE_RATE_WINDOW must be a whole number above 0 and s, m, h or d/,
    ],
    [{ KEYBOX_VALIDATE_RATE_WINDOW: '0m' }, /^KEYBOX_VALIDATE_RATE_WINDOW must be/],
    [{ KEYBOX_AUTH_RATE_WINDOW: '1w' }, /^KEYBOX_AUTH_RATE_WINDOW must be/],
    [{ KEYBOX_AUTH_RATE_WINDOW: '366d' }, /^KEYBOX_AUTH_RATE_WINDOW must be at most 365 days/],
    [{ KEYBOX_CORS_ORIGINS: '*,https://a.example' }, /^KEYBOX_CORS_ORIGINS must be .* "\*" is none/],
    [{ KEYBOX_CORS_ORIGINS: 'a.example' }, /^KEYBOX_CORS_ORIGINS must be .* "a.example" is none/],
    [{ KEYBOX_CORS_ORIGINS: 'https://a.example/shop' }, /^KEYBOX_CORS_ORIGINS must be/],
    [{ KEYBOX_CORS_ORIGINS: 'https://a.example,' }, /^KEYBOX_CORS_ORIGINS must be .* "" is none/],
    [{ KEYBOX_CORS_ORIGINS: 'https://*.example' }, /^KEYBOX_CORS_ORIGINS must be/],
    [{ KEYBOX_TRUSTED_PROXIES: '10.0.0.0/33' }, /^KEYBOX_TRUSTED_PROXIES must be .* "10.0.0.0\/33" is none/],
    [{ KEYBOX_TRUSTED_PROXIES: '::/129' }, /^KEYBOX_TRUSTED_PROXIES must be/],
    [{ KEYBOX_TRUSTED_PROXIES: '10.0.0' }, /^KEYBOX_TRUSTED_PROXIES must be/],
    [{ KEYBOX_TRUSTED_PROXIES: '10.0.0.0/8/8' }, /^KEYBOX_TRUSTED_PROXIES must be/],
    [{ KEYBOX_TRUSTED_PROXIES: 'loopback' }, /^KEYBOX_TRUSTED_PROXIES must be/],
    [{ KEYBOX_TRUSTED_PROXIES: 'true' }, /^KEYBOX_TRUSTED_PROXIES must be/],
    [{ KEYBOX_TRUSTED_PROXIES: 'fe80::1%eth0' }, /^KEYBOX_TRUSTED_PROXIES must be/],
    [
      { KEYBOX_TRUSTED_PROXIES: '10.0.0.0/33, 10.0.0.0/8, nginx' },
      /^KEYBOX_TRUSTED_PROXIES must be .*: "10.0.0.0\/33", "nginx" are none/,
    ],
    [{ KEYBOX_TRUSTED_PROXIES: '0.0.0.0/0' }, /^KEYBOX_TRUSTED_PROXIES must not trust every address: "0.0.0.0\/0"/],
    [
      { KEYBOX_TRUSTED_PROXIES: '10.0.0.0/8,::/0,1.2.3.4/00' },
      /^KEYBOX_TRUSTED_PROXIES must not trust every address: "::\/0", "1.2.3.4\/00"/,
    ],
    [{ KEYBOX_TRUSTED_PROXIES: '::ffff:0:0/96' }, /^KEYBOX_TRUSTED_PROXIES must not trust every address/],
    [
      { KEYBOX_TRUSTED_PROXIES: '::ffff:10.0.0.0/8' },
      /^KEYBOX_TRUSTED_PROXIES must be .*: "::ffff:10.0.0.0\/8" is none/,
    ],
    [
      { KEYBOX_TRUSTED_PROXIES: 'nginx,::/0' },
      /^KEYBOX_TRUSTED_PROXIES must be .*: "nginx" is none; must not trust every address: "::\/0"/,
    ],
    [{ KEYBOX_SERVICES: 'Hosting,,Domain' }, /^KEYBOX_SERVICES must not contain an empty name/],
    [{ KEYBOX_SERVICES: 'Hosting,Hosting' }, /^KEYBOX_SERVICES must not name a service twice/],
    [{ KEYBOX_CACHE_MAX: '-1' }, /^KEYBOX_CACHE_MAX must be a whole number from 0 to 10000000, not "-1"$/],
    [{ KEYBOX_STORE_DOWN: 'maybe' }, /^KEYBOX_STORE_DOWN must be last-known or refuse, not "maybe"$/],
    [{ KEYBOX_LOG_LEVEL: 'verbose' }, /^KEYBOX_LOG_LEVEL must be one of: fatal, .*, not "verbose"$/],
  ])('%j is one line that names the variable', (environment, line) => {
    const lines = problems(environment)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(line)
    expect(lines[0]).not.toMatch(/hunter2|[\r\n]/)
  })

  it('names all problems at once, also those of two variables together', () => {
    const lines = problems({
      HOST: '?',
      PORT: 'x',
      KEYBOX_DATABASE_URL: 'mongodb://localhost',
      KEYBOX_SIGNUP: 'x',
      KEYBOX_VALIDATE_RATE_MAX: 'x',
      KEYBOX_VALIDATE_RATE_WINDOW: 'x',
      KEYBOX_AUTH_RATE_MAX: 'x',
      KEYBOX_AUTH_RATE_WINDOW: 'x',
      KEYBOX_CORS_ORIGINS: 'x',
      KEYBOX_TRUSTED_PROXIES: 'x',
      KEYBOX_SERVICES: ',',
      KEYBOX_LOG_LEVEL: 'x',
    })
    expect(
      lines.map((line) => line.split(' ', 1)[0]).toSorted((one = '', other = '') => one.localeCompare(other)),
    ).toEqual([
      'HOST',
      'KEYBOX_AUTH_RATE_MAX',
      'KEYBOX_AUTH_RATE_WINDOW',
      'KEYBOX_CORS_ORIGINS',
      'KEYBOX_LOG_LEVEL',
      'KEYBOX_SECRET',
      'KEYBOX_SERVICES',
      'KEYBOX_SIGNUP',
      'KEYBOX_TRUSTED_PROXIES',
      'KEYBOX_VALIDATE_RATE_MAX',
      'KEYBOX_VALIDATE_RATE_WINDOW',
      'PORT',
    ])
  })

  it('keeps to one short line, whatever was set', () => {
    const [line = ''] = problems({ PORT: `1\n2\u001B[31m${'9'.repeat(1000)}` })
    expect(line).toContain('"1\\n2\\u001b[31m')
    expect(line.length).toBeLessThan(150)
  })
})
