import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectValidationError, ID, ISO_TIME, textAt } from '../../support/reply.ts'
import { aSeller, PASSWORD, unique, type ProjectWithKey, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller
let sold: ProjectWithKey

beforeAll(async () => {
  seller = await aSeller(keybox)
  sold = await seller.sell()
})

const addClient = (fields: object) =>
  seller.call('POST', '/clients', { name: 'Acme', email: `${unique('v')}@example.com`, ...fields })
const addProject = (fields: object) =>
  seller.call('POST', '/projects/createProject', {
    clientId: sold.clientId,
    projectName: 'Shop',
    duration: 1,
    services: ['Hosting'],
    ...fields,
  })
const signUp = (fields: object) => {
  const account = { name: 'Ada', email: `${unique('s')}@example.com`, password: PASSWORD, confirm_password: PASSWORD }
  return keybox.call('POST', '/auth/signup', { ...account, ...fields })
}

/** An email of exactly so many characters. */
const emailOfLength = (length: number) => {
  const host = `${'h'.repeat(60)}.${'o'.repeat(60)}.${'s'.repeat(60)}.example`
  return `${'a'.repeat(length - host.length - 1)}@${host}`
}

test(row('RULE-ID', 'every id of a reply has 24 lower-case hex digits'), async () => {
  const { text } = await seller.call('GET', '/dashboard')
  const ids = [...text.matchAll(/"(?:_id|owner|client)":"([^"]*)"/g)].map(([, id]) => id)
  expect(ids.length).toBeGreaterThanOrEqual(5)
  for (const id of ids) expect(id).toMatch(ID)
})

test(row('RULE-DATE', 'every date of a reply is ISO 8601 in UTC with milliseconds'), async () => {
  const { text } = await seller.call('GET', '/dashboard')
  const dates = [...text.matchAll(/"(?:createdAt|updatedAt|issuedAt|expiresAt)":"([^"]*)"/g)].map(([, date]) => date)
  expect(dates.length).toBeGreaterThanOrEqual(6)
  for (const date of dates) expect(date).toMatch(ISO_TIME)
})

describe('white space', () => {
  test(row('RULE-TRIM', 'around names, emails and ids goes; within them it stays'), async () => {
    const email = `${unique('trim')}@example.com`
    const client = await addClient({ name: '\t Acme  and Sons \n', email: ` ${email}\u00a0` })
    expect(client.body['client']).toMatchObject({ name: 'Acme  and Sons', email })
    const project = await addProject({ clientId: `\n${sold.clientId} `, projectName: '  The  Shop ' })
    expect(project.body['project']).toMatchObject({ name: 'The  Shop', client: sold.clientId })
  })

  test(row('RULE-TRIM', 'goes before lengths count'), async () => {
    const reply = await addClient({ name: ` ${'n'.repeat(200)} ` })
    expect(textAt(reply.body, 'client', 'name')).toHaveLength(200)
  })
})

describe('lengths', () => {
  test(row('RULE-LENGTH', 'a name may have 200 code points, whatever they are'), async () => {
    for (const character of ['n', 'é', '😀']) {
      const name = character.repeat(200)
      expect(textAt((await addClient({ name })).body, 'client', 'name')).toBe(name)
      expectValidationError(await addClient({ name: character.repeat(201) }), ['name'])
      expect(textAt((await addProject({ projectName: name })).body, 'project', 'name')).toBe(name)
      expectValidationError(await addProject({ projectName: character.repeat(201) }), ['projectName'])
    }
  })

  test(row('RULE-LENGTH', 'an email may have 254'), async () => {
    expect(textAt((await addClient({ email: emailOfLength(254) })).body, 'client', 'email')).toBe(emailOfLength(254))
    expectValidationError(await addClient({ email: emailOfLength(255) }), ['email'])
  })

  test(row('RULE-LENGTH', 'a password may have 1,024 bytes, however many characters they are'), async () => {
    for (const [character, count] of [
      ['p', 1024],
      ['é', 512],
      ['😀', 256],
    ] as const) {
      const password = character.repeat(count)
      expect((await signUp({ password, confirm_password: password })).status).toBe(201)
      const longer = `${password}p`
      const reply = await signUp({ password: longer, confirm_password: longer })
      expectValidationError(reply, ['password', 'confirm_password'])
    }
  })
})

describe('text', () => {
  const ill = ['a\u0000b', 'a\ud800b', '\udc00', 'a\udfff\ud800']

  test(row('RULE-TEXT', 'with U+0000 or a lone surrogate is refused, wherever it stands'), async () => {
    for (const text of ill) {
      expectValidationError(await addClient({ name: text }), ['name'])
      expectValidationError(await addClient({ email: `${text}@example.com` }), ['email'])
      expectValidationError(await addProject({ projectName: text }), ['projectName'])
      const password = `${text} and more of it`
      const refused = await signUp({ password, confirm_password: password })
      expectValidationError(refused, ['password', 'confirm_password'])
      for (const path of ['/validate', '/validate/activate']) {
        for (const [body, field] of [
          [{ key: `${sold.key}${text}` }, 'key'],
          [{ key: sold.key, machineId: text }, 'machineId'],
        ] as const) {
          const reply = await keybox.call('POST', path, body)
          expect.soft(reply.body, `${path} ${field}`).toMatchObject({
            message: 'Validation error',
            errors: { [field]: [expect.stringMatching(/\S/)] },
          })
        }
      }
    }
  })

  test('that is merely unusual is taken as it is', async () => {
    for (const name of [
      'Łódź 🏳️‍🌈',
      '\u202eright to left',
      "Robert'); DROP TABLE clients;--",
      '<b>&amp;',
      '{{7*7}}',
      '$ne',
    ]) {
      expect(textAt((await addClient({ name })).body, 'client', 'name')).toBe(name)
    }
  })
})

describe('types', () => {
  test.each([7, true, [], ['Acme'], {}, { $gt: '' }])(
    row('RULE-TYPE', 'a name or an email of %j is a 400 and stores nothing'),
    async (value) => {
      const before = (await seller.call('GET', '/dashboard')).body['clientsCount']
      for (const field of ['name', 'email']) {
        expectValidationError(await addClient({ [field]: value }), [field])
      }
      expect((await seller.call('GET', '/dashboard')).body['clientsCount']).toBe(before)
    },
  )

  test(row('RULE-NULL', 'null counts as missing'), async () => {
    expect((await addClient({ name: null })).body['message']).toBe('Client name required')
    expect((await addProject({ duration: null })).body['message']).toBe('Invalid duration')
    expect((await addProject({ services: null })).body['message']).toBe('At least one service is required')
  })

  test(row('RULE-EXTRA', 'unknown fields are ignored'), async () => {
    const reply = await addClient({ role: 'ADMIN', nested: { deep: [1] }, constructor: 'x', toString: 1 })
    expect(Object.keys(reply.body['client'] ?? {}).toSorted()).toEqual(
      ['_id', 'createdAt', 'email', 'name', 'owner', 'updatedAt'].toSorted(),
    )
  })

  test(row('RULE-EMAIL-CASE', 'an email keeps its letter case and is one with its other spellings'), async () => {
    const email = `${unique('Mixed.Case')}@Example.COM`
    expect(textAt((await addClient({ email })).body, 'client', 'email')).toBe(email)
    expect((await addClient({ email: email.toLowerCase() })).status).toBe(409)
  })
})
