import { describe, expect, test } from 'vitest'
import { parseEntityId, trustedEntityId } from '../../src/shared/entity-id.ts'

const ID = '65ba0000000000000000abcd'

describe('an id', () => {
  test.each([ID, ID.toUpperCase(), '65Ba0000000000000000aBCd', `  ${ID}`, `${ID}\r\n`, `\u00a0${ID}\ufeff`])(
    '%j is taken in its lower-case form',
    (text) => {
      expect(parseEntityId('Client', text)).toEqual({ ok: true, value: ID })
    },
  )

  test.each([
    '',
    ' ',
    ID.slice(1),
    `${ID}0`,
    ID.replace('a', 'g'),
    `0x${ID.slice(2)}`,
    `${ID.slice(0, 12)} ${ID.slice(13)}`,
    `${ID}\u0000`,
    `${ID}\ud800`,
    `${ID}\n${ID}`,
    ID.replace('a', '\uff41'),
    ID.replace('6', '\u0666'),
    '$ne',
    'x'.repeat(1_000_000),
  ])('is never %j', (text) => {
    expect(parseEntityId('Client', text)).toEqual({
      ok: false,
      error: { type: 'InvalidValue', reason: 'must be an id of 24 hexadecimal digits' },
    })
  })
})

describe('an id from the store', () => {
  test('is taken in its stored form', () => {
    expect(trustedEntityId('License', ID)).toBe(ID)
  })

  test.each(['', ID.toUpperCase(), ` ${ID}`, `${ID}\n`, ID.slice(1)])('is never %j', (text) => {
    expect(() => trustedEntityId('License', text)).toThrow(new TypeError('Not a stored License id'))
  })
})
