import { instant, parseEntityId, type Clock, type EntityKind, type IdGenerator, type RandomBytes } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { webCryptoRandomBytes } from '../builders/a-license.ts'
import { settableClock } from '../settable-clock.ts'

export interface IdGeneratorParts {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
}

export type CreateIdGenerator = (parts: IdGeneratorParts) => IdGenerator

const MANY = 100_000
const KINDS: readonly EntityKind[] = ['Account', 'Client', 'Project', 'License']

/** What every id generator does. */
export function idGeneratorContract(create: CreateIdGenerator): void {
  describe('contract: id-generator', { timeout: 60_000 }, () => {
    it.each(KINDS)('makes ids of the one form for a %s', (kind) => {
      const ids = create({ clock: settableClock(), randomBytes: webCryptoRandomBytes })
      const id = ids.next(kind)
      expect(id).toMatch(/^[0-9a-f]{24}$/)
      expect(parseEntityId(kind, id)).toStrictEqual({ ok: true, value: id })
    })

    it.each<readonly [string, (made: number) => number]>([
      ['stands still', () => 0],
      ['moves on', () => 1],
      ['steps back now and then', (made) => (made % 1_000 === 0 ? -5_000 : 1)],
      ['steps back for good', (made) => (made === 1 ? -86_400_000 : 0)],
    ])(`makes ${MANY} that all differ and grow while the clock %s`, (_, stepAfter) => {
      const clock = settableClock()
      const ids = create({ clock, randomBytes: webCryptoRandomBytes })
      let last = ''
      let outOfOrder = 0
      for (let made = 1; made <= MANY; made += 1) {
        const id = ids.next('License')
        if (id <= last) outOfOrder += 1
        last = id
        clock.advance(stepAfter(made))
      }
      // Ids that grow all differ.
      expect(outOfOrder).toBe(0)
    })

    it.each([
      ['the lowest', 0x00],
      ['the highest', 0xff],
    ])('makes growing ids from %s random bytes: no counter starts over unseen', (_, byte) => {
      const ids = create({ clock: settableClock(), randomBytes: (count) => new Uint8Array(count).fill(byte) })
      const made = Array.from({ length: 1_000 }, (__, index) => ids.next(KINDS[index % KINDS.length] ?? 'License'))
      expect(made).toStrictEqual(made.toSorted())
      expect(new Set(made).size).toBe(made.length)
    })

    it('makes ids that meet those of no other process, started at the same time', () => {
      const clock = settableClock()
      const ids = new Set<string>()
      for (let process = 0; process < 200; process += 1) {
        const generator = create({ clock, randomBytes: webCryptoRandomBytes })
        for (let made = 0; made < 50; made += 1) ids.add(generator.next('License'))
      }
      expect(ids.size).toBe(200 * 50)
    })

    it('keeps the form at any time of this century and the next', () => {
      for (const year of [1970, 2024, 2038, 2106, 2107, 2199]) {
        const clock = settableClock(instant(Date.UTC(year, 11, 31)))
        const ids = create({ clock, randomBytes: webCryptoRandomBytes })
        expect(ids.next('Account')).toMatch(/^[0-9a-f]{24}$/)
      }
    })
  })
}
