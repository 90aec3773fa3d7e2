import { randomInt } from 'node:crypto'
import { Agent } from 'node:http'
import { seededRandom, type Random } from '@keybox/contracts'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { EXERCISES, unknownNames, type Ask, type Asked, type Names } from '../support/access/exercises.ts'
import { Tenant } from '../support/access/tenant.ts'
import type { Reply } from '../support/http-client.ts'
import { useKeyBox } from '../support/keybox.ts'
import { record } from '../support/sitting.ts'

/** Few by default; `npm run fuzz` makes 100,000. */
const CALLS = Number(process.env['KEYBOX_TENANT_CALLS'] ?? 1000)
/** A new one each time; a failure names it. */
const SEED = Number(process.env['KEYBOX_FUZZ_SEED'] ?? randomInt(2 ** 31))
const TENANTS = 5
/** Routes that hash a password take longer than all others together: one in so many is let through. */
const ONE_IN = 30
/** Every owner sends the same ones: each is another key in the hands of another. */
const IDEMPOTENCY_KEYS = Array.from({ length: 40 }, (_, number) => `request-${number}`)

const keybox = useKeyBox()
const agent = new Agent({ keepAlive: true })
const tenants: Tenant[] = []

beforeAll(async () => {
  for (let number = 0; number < TENANTS; number += 1) {
    const tenant = new Tenant(keybox)
    await tenant.signUp()
    for (let sold = 0; sold < 3; sold += 1) await tenant.sell()
    tenants.push(tenant)
  }
})

afterAll(() => agent.destroy())

interface Form {
  readonly method: string
  readonly route: string
  readonly ask: Ask
}

const NAMING: readonly Form[] = forms(({ naming }) => Object.values(naming))
const RIGHT: readonly Form[] = forms(({ right }) => Object.values(right).map(({ ask }) => ask))
/** The key is the credential: whoever has it gets the verdict, and nothing of the owner's. */
const BY_KEY: readonly Form[] = [
  { method: 'POST', route: '/validate', ask: ({ key }) => ({ path: '/validate', body: { key } }) },
  {
    method: 'POST',
    route: '/validate/activate',
    ask: ({ key }) => ({ path: '/validate/activate', body: { key, machineId: 'of a stranger' } }),
  },
]

function forms(asksOf: (exercise: (typeof EXERCISES)[string]) => readonly Ask[]): readonly Form[] {
  return Object.entries(EXERCISES).flatMap(([name, exercise]) => {
    // The walk goes on in one session.
    if (exercise.endsSession === true) return []
    const [method = '', route = ''] = name.split(' ')
    return asksOf(exercise).map((ask) => ({ method, route, ask }))
  })
}

function someForm(random: Random): Form {
  const form = random.pick(random.pick([NAMING, NAMING, NAMING, BY_KEY, RIGHT]))
  const hashes = form.route.startsWith('/auth/') && form.method === 'POST'
  return hashes && !random.chance(1 / ONE_IN) ? someForm(random) : form
}

/** Names of one other owner, or each of another, or some of nobody, or some of the caller's own. */
function someNames(random: Random, caller: Tenant): Names {
  const others = tenants.filter((tenant) => tenant !== caller)
  const names = random.pick(others).someNames(random)
  if (random.chance(0.4)) return names
  const further = random.pick([
    () => random.pick(others).someNames(random),
    () => caller.someNames(random),
    unknownNames,
  ])()
  const mixed = Object.entries(names).map(([name, value]) => [
    name,
    random.chance(0.5) ? value : further[name as keyof Names],
  ])
  return { ...names, ...Object.fromEntries(mixed) }
}

async function call(random: Random, caller: Tenant, form: Form): Promise<{ asked: Asked; reply: Reply }> {
  const asked = form.ask(someNames(random, caller), caller.someNames(random))
  const named = random.chance(0.2) ? { 'idempotency-key': random.pick(IDEMPOTENCY_KEYS) } : {}
  const headers = { ...caller.headers(), ...named, 'content-type': 'application/json' }
  const body = asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }
  return { asked, reply: await keybox.send({ method: form.method, path: asked.path, headers, ...body, agent }) }
}

/** Every text of another owner's that a reply to `caller` holds. */
function foreignIn(caller: Tenant, { text, headers }: Reply): readonly string[] {
  const all = text + JSON.stringify(headers)
  return tenants.flatMap((tenant) => {
    if (tenant === caller) return []
    return [...tenant.belongings].filter((value) => !caller.belongings.has(value) && all.includes(value))
  })
}

/** So many calls of one owner, one after the other. @returns what was told that is somebody else's */
async function walk(caller: Tenant, random: Random, calls: number): Promise<readonly string[]> {
  const leaks: string[] = []
  for (let number = 0; number < calls && leaks.length === 0; number += 1) {
    if (random.chance(0.002)) await caller.sell()
    const form = someForm(random)
    const { asked, reply } = await call(random, caller, form)
    // Whoever makes something has it from then on, an email that another owner has too included.
    if (reply.status === 201) caller.take(reply, asked.body)
    const leaked = foreignIn(caller, reply)
    const report = `${form.method} ${asked.path} ${JSON.stringify(asked.body)}: ${reply.status} ${reply.text}`
    if (leaked.length > 0) leaks.push(`seed ${SEED}, call ${number}: ${leaked.join(', ')} in the reply to ${report}`)
    if (reply.status >= 500) leaks.push(`seed ${SEED}, call ${number}: ${report}`)
  }
  return leaks
}

test('no reply holds a byte of another owner’s', { timeout: 60_000 + CALLS * 60 }, async () => {
  const began = performance.now()
  const lanes = tenants.map((tenant, lane) => walk(tenant, seededRandom(SEED + lane), Math.ceil(CALLS / TENANTS)))
  const leaks = (await Promise.all(lanes)).flat()
  const seconds = Math.round((performance.now() - began) / 1000)
  console.log(`tenants on ${inject('store')}: ${CALLS} calls of ${TENANTS} owners, ${leaks.length} leaks, seed ${SEED}`)
  const figures = { store: inject('store'), owners: TENANTS }
  await record({ kind: 'tenants', seed: SEED, requests: CALLS, seconds, faults: leaks, figures })
  expect(leaks).toStrictEqual([])
})

test('a reply that did hold some would be seen', async () => {
  const [victim, snoop] = tenants
  if (victim === undefined || snoop === undefined) throw new Error('There are two owners')
  const theirs = await keybox.call('GET', '/dashboard', undefined, victim.headers())
  expect(theirs.status).toBe(200)
  expect(foreignIn(victim, theirs)).toStrictEqual([])
  expect(foreignIn(snoop, theirs).length).toBeGreaterThan(20)
})
