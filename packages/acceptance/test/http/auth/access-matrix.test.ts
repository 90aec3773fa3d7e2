import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { WRONG_CREDENTIALS, type Genuine } from '../../support/access/credentials.ts'
import { EXERCISES, unknownNames, type Asked, type Exercise, type Names } from '../../support/access/exercises.ts'
import { operationsOf, type Operation } from '../../support/access/operations.ts'
import { partsOf, TokenForge } from '../../support/access/token-forge.ts'
import { row } from '../../support/contract-rows.ts'
import type { JsonObject, Reply } from '../../support/http-client.ts'
import { TEST_SECRET, useKeyBox } from '../../support/keybox.ts'
import { textAt } from '../../support/reply.ts'
import { aSeller, logIn, unique, type Seller } from '../../support/seller.ts'

/** Each operation that the server describes, with each credential and each name that is somebody else's. */

/** Some cells hash a password, on time that nobody else on the machine wants. */
const PATIENCE = { timeout: 300_000 }

const keybox = useKeyBox()
const forge = new TokenForge(TEST_SECRET)
const tally = { tried: 0, wrong: 0 }
let operations: readonly Operation[]
let victim: { readonly seller: Seller; readonly names: Names }
/** Whose sessions may be ended. */
let spender: { readonly seller: Seller; readonly names: Names }
let caller: { readonly seller: Seller; readonly names: Names }

beforeAll(async () => {
  operations = operationsOf((await keybox.call('GET', '/openapi.json')).body)
  victim = await someoneWithEverything()
  spender = await someoneWithEverything()
  caller = await someoneWithEverything()
})

afterAll(() => {
  const right = tally.tried - tally.wrong
  console.log(
    `access matrix on ${inject('store')}: ${right} of ${tally.tried} cells right, ${operations.length} routes`,
  )
})

async function someoneWithEverything(): Promise<{ seller: Seller; names: Names }> {
  const seller = await aSeller(keybox)
  const clientEmail = `${unique('customer')}@example.com`
  const clientId = await seller.addClient({ email: clientEmail })
  await seller.addClient()
  const { projectId, key } = await seller.addProject(clientId)
  await keybox.call('POST', '/validate/activate', { key, machineId: 'pc' })
  const cursor = textAt((await seller.call('GET', '/dashboard?limit=1')).body, 'nextCursor')
  return { seller, names: { clientId, projectId, key, clientEmail, accountEmail: seller.email, cursor } }
}

/** A cell of the matrix: what it is, what was answered and what should have been. Equal texts are right. */
interface Cell {
  readonly name: string
  readonly answered: JsonObject
  readonly expected: JsonObject
}

function expectRight(cells: readonly Cell[]): void {
  const wrong = cells.filter(({ answered, expected }) => JSON.stringify(answered) !== JSON.stringify(expected))
  tally.tried += cells.length
  tally.wrong += wrong.length
  expect(wrong).toStrictEqual([])
}

function ask({ method }: Operation, { path, body }: Asked, authorization: string | undefined): Promise<Reply> {
  return keybox.call(method, path, body, authorization === undefined ? {} : { authorization })
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
/** An access token, and a refresh token beside it. */
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+|(?<="refreshToken":")[^"]+/g
const NEW_ID = /\b[0-9a-f]{24}\b/g

/** A reply without what is made anew for each: its id, a token; in a success the ids of what it made, and the name asked for. */
function answer({ status, text, headers }: Reply, asked: Asked): JsonObject {
  const email = asked.body?.['email']
  const bare = text.replaceAll(UUID, '<request>').replaceAll(TOKEN, '<token>')
  const made = status === 201 ? bare.replaceAll(NEW_ID, '<id>').replaceAll(String(email), '<name>') : bare
  return { status, type: headers['content-type'], challenge: headers['www-authenticate'], text: made }
}

function exerciseOf({ name }: Operation): Exercise {
  const exercise = EXERCISES[name]
  if (exercise === undefined) throw new Error(`${name} has no row in support/access/exercises.ts`)
  return exercise
}

async function genuine(): Promise<Genuine> {
  const token = await caller.seller.token()
  return { token, parts: partsOf(token), theirs: partsOf(await victim.seller.token()), forge }
}

async function refusals(operation: Operation): Promise<readonly Cell[]> {
  const made = await genuine()
  const cells: Cell[] = []
  for (const { name, header, refusal } of WRONG_CREDENTIALS) {
    for (const [form, { ask: right }] of Object.entries(exerciseOf(operation).right)) {
      const reply = await ask(operation, right(caller.names, caller.names), header(made))
      const { requestId, ...body } = reply.body
      const expected = { status: 401, body: { success: false, ...refusal }, named: true }
      const named = requestId === reply.headers['x-request-id']
      cells.push({ name: `${form}, ${name}`, answered: { status: reply.status, body, named }, expected })
    }
  }
  return cells
}

const GOOD: Readonly<Record<string, (token: string) => string>> = {
  'as it was issued': (token) => token,
  'made with the true key': (token) => forge.signed(partsOf(token)),
}

/** Each in a session of its own, which may be ended by it. */
async function admissions(operation: Operation): Promise<readonly Cell[]> {
  const { seller, names } = spender
  const cells: Cell[] = []
  for (const [form, { ask: right, status }] of Object.entries(exerciseOf(operation).right)) {
    for (const [name, good] of Object.entries(GOOD)) {
      const token = good(await logIn(keybox, seller.email))
      const reply = await ask(operation, right(names, names), `Bearer ${token}`)
      cells.push({ name: `${form}, ${name}`, answered: { status: reply.status }, expected: { status } })
    }
  }
  return cells
}

/** What a public route says to any credential, beside what it says to none. */
async function indifference(operation: Operation): Promise<readonly Cell[]> {
  const made = await genuine()
  const headers = { 'a good token': () => `Bearer ${made.token}` }
  const credentials = [
    ...Object.entries(headers),
    ...WRONG_CREDENTIALS.map(({ name, header }) => [name, header] as const),
  ]
  const cells: Cell[] = []
  for (const [form, { ask: right, status }] of Object.entries(exerciseOf(operation).right)) {
    const asked = right(caller.names, caller.names)
    const plain = await ask(operation, asked, undefined)
    cells.push({ name: form, answered: { status: plain.status }, expected: { status } })
    for (const [name, header] of credentials) {
      const reply = await ask(operation, asked, header(made))
      cells.push({ name: `${form}, ${name}`, answered: answer(reply, asked), expected: answer(plain, asked) })
    }
  }
  return cells
}

/** What somebody with a good token of their own is told of another owner's things, beside what is told of nobody's. */
async function foreignNames(operation: Operation): Promise<readonly Cell[]> {
  const authorization = `Bearer ${await caller.seller.token()}`
  const cells: Cell[] = []
  for (const [name, named] of Object.entries(exerciseOf(operation).naming)) {
    const before = await victim.seller.call('GET', '/dashboard')
    const [foreign, unknown] = [named(victim.names, caller.names), named(unknownNames(), caller.names)]
    const replies = [
      await ask(operation, foreign, authorization),
      await ask(operation, unknown, authorization),
    ] as const
    const after = await victim.seller.call('GET', '/dashboard')
    cells.push(
      { name, answered: answer(replies[0], foreign), expected: answer(replies[1], unknown) },
      { name: `${name}: what is theirs stays`, answered: after.body, expected: before.body },
    )
  }
  return cells
}

test('every route that is described has its row, and no other', () => {
  expect(operations.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXERCISES).toSorted())
})

test('those and no others ask for a token, says the description', () => {
  const asking = operations.filter(({ asksForToken }) => asksForToken).map(({ name }) => name)
  const wanted = Object.entries(EXERCISES).filter(([, exercise]) => exercise.asksForToken)
  expect(asking.toSorted()).toEqual(wanted.map(([name]) => name).toSorted())
})

/** The description is read while the tests run, and their titles are made before: so they go by the table, which is complete. */
function described(name: string): Operation {
  const found = operations.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`${name} is not described`)
  return found
}

const table = Object.entries(EXERCISES).map(([name, { asksForToken }]) => ({ name, asksForToken }))

describe.each(table.filter(({ asksForToken }) => asksForToken))('$name', PATIENCE, ({ name }) => {
  test('takes a good token', async () => expectRight(await admissions(described(name))))

  test(row('AUTH-BAD', 'refuses every other, in the words of the contract'), async () => {
    expectRight(await refusals(described(name)))
  })
})

describe.each(table.filter(({ asksForToken }) => !asksForToken))('$name', PATIENCE, ({ name }) => {
  test('answers the same, whatever token comes with it', async () => expectRight(await indifference(described(name))))
})

describe.each(table)('$name', PATIENCE, ({ name }) => {
  test('tells nothing of another owner’s things, and changes nothing about them', async () => {
    expectRight(await foreignNames(described(name)))
  })
})
