import { format, inspect } from 'node:util'
import { serialize } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { Redacted } from '../../src/shared/redacted.ts'

const SECRET = 'correct horse battery staple'
const secret = new Redacted('Password', SECRET)

describe('a secret', () => {
  test('is given by reveal() alone', () => {
    expect(secret.reveal()).toBe(SECRET)
  })

  test.each<readonly [string, (value: Redacted<'Password'>) => string]>([
    ['String()', String],
    ['a template', (value: unknown) => `it is ${value as string}`.slice('it is '.length)],
    ['joining', (value) => [value].join()],
    ['concatenation', (value) => ''.concat(value as never)],
    ['toLocaleString', (value) => value.toLocaleString()],
    ['util.format %s', (value) => format('%s', value)],
    ['util.inspect', (value) => inspect(value)],
    ['util.inspect with everything on', (value) => inspect(value, { showHidden: true, depth: 9, getters: true })],
    ['util.format %o', (value) => format('%o', value)],
    ['util.format of the bare value', (value) => format(value)],
  ])('reads <redacted> through %s', (_, print) => {
    expect(print(secret)).toBe('<redacted>')
  })

  test('reads <redacted> in JSON, alone and deep within', () => {
    expect(JSON.stringify(secret)).toBe('"<redacted>"')
    expect(JSON.stringify({ users: [{ password: secret }] })).toBe('{"users":[{"password":"<redacted>"}]}')
    expect(format('%j', { secret })).toBe('{"secret":"<redacted>"}')
  })

  test('reads <redacted> inside whatever is inspected', () => {
    const holder = { license: { key: secret }, list: [secret], map: new Map([['key', secret]]) }
    const text = inspect(holder, { depth: null })
    expect(text).not.toContain(SECRET)
    expect(text.match(/<redacted>/g)).toHaveLength(3)
  })

  test('reads <redacted> as the cause and as a property of an error', () => {
    const error = Object.assign(new Error('It failed', { cause: secret }), { password: secret })
    for (const text of [inspect(error), String(error), error.stack ?? '', format('%s', error), JSON.stringify(error)]) {
      expect(text).not.toContain(SECRET)
    }
  })

  test('shows in no property, own or inherited', () => {
    expect(Object.keys(secret)).toEqual(['kind'])
    expect(JSON.stringify(Object.assign({}, secret))).not.toContain(SECRET)
    expect(JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(secret)))).not.toContain(SECRET)
    const values = Reflect.ownKeys(Redacted.prototype).map((name) =>
      String(Reflect.get(Redacted.prototype, name, secret)),
    )
    expect(values.join()).not.toContain(SECRET)
  })

  test('is left behind by a structured clone', () => {
    expect(inspect(structuredClone(secret), { showHidden: true })).not.toContain(SECRET)
    expect(serialize(secret).includes(SECRET)).toBe(false)
    expect(serialize(secret).includes(Buffer.from(SECRET, 'utf16le'))).toBe(false)
  })

  test('has an equal in another wrapper of the same text only', () => {
    expect(secret.equals(new Redacted('Password', SECRET))).toBe(true)
    expect(secret.equals(new Redacted('Password', `${SECRET} `))).toBe(false)
  })

  test('of one kind is no secret of another', () => {
    // @ts-expect-error a licence key is no password
    const password: Redacted<'Password'> = new Redacted('LicenseKey', SECRET)
    expect(password.kind).toBe('LicenseKey')
  })
})
