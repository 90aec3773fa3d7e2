import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import type { JsonObject, Reply } from '../../support/http-client.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectValidationError, listAt, textAt } from '../../support/reply.ts'
import { aSeller, type Seller } from '../../support/seller.ts'
import { SECOND } from '../../support/test-clock.ts'

const keybox = useKeyBox()
let seller: Seller
/** In order of creation. */
let clients: readonly string[]

const read = (who: Seller, query: string, body?: unknown): Promise<Reply> => who.call('GET', `/dashboard${query}`, body)
const shown = ({ body }: Reply): readonly unknown[] => listAt(body, 'data').map(({ _id }: JsonObject) => _id)

const aCursor = async (): Promise<string> => textAt((await read(seller, '?limit=2')).body, 'nextCursor')

async function addClients(who: Seller, count: number): Promise<readonly string[]> {
  const added: string[] = []
  for (let number = 0; number < count; number += 1) added.push((await who.sell()).clientId)
  return added
}

/** Follows the cursors to the end; `between` runs after each page. */
async function readPages(who: Seller, limit: number, between?: () => Promise<unknown>): Promise<readonly Reply[]> {
  const pages = [await read(who, `?limit=${limit}`)]
  for (;;) {
    const next = pages.at(-1)?.body['nextCursor']
    if (typeof next !== 'string') return pages
    await between?.()
    pages.push(await read(who, `?limit=${limit}&cursor=${next}`))
  }
}

beforeAll(async () => {
  seller = await aSeller(keybox)
  const early = await addClients(seller, 3)
  keybox.clock.advance(SECOND)
  const late = await addClients(seller, 2)
  keybox.clock.set(START_OF_TESTS)
  // Three of one instant and two of another: by id among themselves.
  clients = [...early.toSorted(), ...late.toSorted()]
})

describe('limit', () => {
  test(row('DASH-PAGE', 'gives pages that make up the whole tree, each with the counts of everything'), async () => {
    const whole = await read(seller, '')
    expect(whole.body).not.toHaveProperty('nextCursor')
    for (const [limit, lengths] of [
      [1, [1, 1, 1, 1, 1]],
      [2, [2, 2, 1]],
      [5, [5]],
      [500, [5]],
    ] as const) {
      const pages = await readPages(seller, limit)
      expect(pages.map(({ body }) => listAt(body, 'data').length)).toEqual(lengths)
      expect(pages.flatMap(({ body }) => listAt(body, 'data'))).toEqual(whole.body['data'])
      for (const { status, body } of pages) {
        expect(status).toBe(200)
        expect(body).toMatchObject({ success: true, clientsCount: 5, projectsCount: 5 })
      }
    }
  })

  test(row('DASH-PAGE', 'of nothing is one empty page, the last'), async () => {
    const { body } = await read(await aSeller(keybox), '?limit=10')
    expect(body).toMatchObject({ clientsCount: 0, projectsCount: 0, data: [], nextCursor: null })
  })

  test(row('DASH-PAGE', 'with one client is that client, and no further page'), async () => {
    const [first = ''] = clients
    for (const reply of [
      await read(seller, `?limit=1&clientId=${first}`),
      await read(seller, '?limit=1', { clientId: first }),
    ]) {
      expect(reply.body).toMatchObject({ clientsCount: 1, projectsCount: 1, data: [{ _id: first }], nextCursor: null })
    }
  })

  test(row('DASH-PAGE-400', 'malformed is a 400'), async () => {
    for (const limit of ['0', '501', '-1', '1.5', '1e2', '0x10', 'ten', '', '%20', '+5', 'Infinity', '99999999999']) {
      expectValidationError(await read(seller, `?limit=${limit}`), ['limit'])
    }
    expectValidationError(await read(seller, '?limit=1&limit=2'), ['limit'])
  })

  test(row('DASH-PAGE', 'counts in the query only: in the body it is an extra field'), async () => {
    expect(shown(await read(seller, '', { limit: 1 }))).toEqual(clients)
  })
})

describe('cursor', () => {
  test(row('DASH-CURSOR', 'may be used again, and with another limit'), async () => {
    const cursor = await aCursor()
    expect(shown(await read(seller, `?limit=2&cursor=${cursor}`))).toEqual(clients.slice(2, 4))
    expect(shown(await read(seller, `?limit=2&cursor=${cursor}`))).toEqual(clients.slice(2, 4))
    expect(shown(await read(seller, `?limit=500&cursor=${cursor}`))).toEqual(clients.slice(2))
  })

  test(row('DASH-CURSOR', 'misses and repeats nothing while clients are added before and behind it'), async () => {
    const owner = await aSeller(keybox)
    const there = await addClients(owner, 5)
    let shift = SECOND
    const pages = await readPages(owner, 2, async () => {
      if (Math.abs(shift) > 4 * SECOND) return
      keybox.clock.set(START_OF_TESTS)
      keybox.clock.advance(shift)
      await owner.addClient()
      shift = shift > 0 ? -shift : SECOND - shift
    })
    keybox.clock.set(START_OF_TESTS)
    const all = pages.flatMap(shown)
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((id) => there.includes(String(id)))).toEqual(there.toSorted())
  })

  test(row('DASH-CURSOR-400', 'malformed, tampered with or without a limit is a 400'), async () => {
    const cursor = await aCursor()
    const other = cursor.startsWith('B') ? 'C' : 'B'
    const tampered = [other + cursor.slice(1), `${cursor.slice(0, -2)}zz`]
    for (const bad of ['', 'x', clients[0] ?? '', cursor.slice(0, -1), `${cursor}A`, `${cursor}%3D`, ...tampered]) {
      if (bad === cursor) continue
      expectValidationError(await read(seller, `?limit=2&cursor=${bad}`), ['cursor'])
    }
    expectValidationError(await read(seller, `?limit=2&cursor=${cursor}&cursor=${cursor}`), ['cursor'])
    expectValidationError(await read(seller, `?limit=2&cursor=${cursor}&clientId=${clients[0]}`), ['cursor'])
    expectValidationError(await read(seller, `?cursor=${cursor}`), ['limit'])
  })

  test(
    row('DASH-CURSOR-400', 'of another owner answers like one that was made up, and shows nothing of theirs'),
    async () => {
      const cursor = await aCursor()
      const stranger = await aSeller(keybox)
      await stranger.sell()
      const foreign = await read(stranger, `?limit=2&cursor=${cursor}`)
      const madeUp = await read(stranger, `?limit=2&cursor=${'A'.repeat(43)}`)
      expectValidationError(foreign, ['cursor'])
      const { requestId: _, ...said } = foreign.body
      const { requestId: __, ...saidOfMadeUp } = madeUp.body
      expect(said).toEqual(saidOfMadeUp)
    },
  )
})
