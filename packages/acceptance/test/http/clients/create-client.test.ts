import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError, ID } from '../../support/reply.ts'
import { aSeller, unique, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const create = (body: unknown) => seller.call('POST', '/clients', body)
const anEmail = () => `${unique('it')}@acme.example`

describe('201', () => {
  test(row('CLIENT-201', 'stores a client of the developer who is signed in'), async () => {
    expectSuccess(await create({ name: 'Acme', email: 'it@acme.example' }), 201, {
      message: 'Client created successfully',
      client: {
        _id: expect.stringMatching(ID),
        name: 'Acme',
        email: 'it@acme.example',
        owner: seller.userId,
        createdAt: START_OF_TESTS,
        updatedAt: START_OF_TESTS,
      },
    })
  })

  test(row('CLIENT-201', 'belongs to nobody else, whoever the body says'), async () => {
    const reply = await create({ name: 'Acme', email: anEmail(), owner: 'f'.repeat(24), _id: 'e'.repeat(24) })
    expect(reply.body['client']).toMatchObject({ owner: seller.userId, _id: expect.not.stringContaining('eeee') })
  })
})

describe('400', () => {
  test(row('CLIENT-NAME', 'asks for the name'), async () => {
    for (const name of [undefined, null, '', ' \t\u00a0 ']) {
      expectError(await create({ name, email: anEmail() }), 400, 'Client name required')
    }
  })

  test(row('CLIENT-EMAIL', 'asks for the email'), async () => {
    for (const email of [undefined, null, '', '  ']) {
      expectError(await create({ name: 'Acme', email }), 400, 'Client email required')
    }
  })

  test.each(['acme', 'it@acme', 'it@@acme.example', 'it acme@example.com'])(
    row('CLIENT-VALID', 'refuses %s as an email'),
    async (email) => {
      expectValidationError(await create({ name: 'Acme', email }), ['email'])
    },
  )

  test(row('CLIENT-VALID', 'names every field at fault'), async () => {
    expectValidationError(await create({ name: 'n'.repeat(201), email: 'nobody' }), ['name', 'email'])
  })
})

describe('409', () => {
  test(row('CLIENT-409', 'has an email once an owner, in any letter case'), async () => {
    const email = anEmail()
    await seller.addClient({ email })
    for (const again of [email, email.toUpperCase(), ` ${email}\t`]) {
      const reply = await create({ name: 'Another', email: again })
      expectError(reply, 409, 'Client with this email already exists', { field: 'email' })
    }
  })

  test(row('CLIENT-409', 'two owners may each have a client with it'), async () => {
    const email = anEmail()
    const another = await aSeller(keybox)
    expect(await seller.addClient({ email })).not.toBe(await another.addClient({ email }))
  })
})

describe('order', () => {
  test(row('CLIENT-ORDER', 'name, then email, then what is malformed, then what is taken'), async () => {
    const email = anEmail()
    await seller.addClient({ email })
    expectError(await create({}), 400, 'Client name required')
    expectError(await create({ email: 'nobody' }), 400, 'Client name required')
    expectError(await create({ email }), 400, 'Client name required')
    expectError(await create({ name: 'n'.repeat(201) }), 400, 'Client email required')
    expectValidationError(await create({ name: 'n'.repeat(201), email }), ['name'])
  })
})
