import { expect, expectTypeOf, test } from 'vitest'
import { exhaustive } from '../../src/shared/exhaustive.ts'
import { err, ok, type Result } from '../../src/shared/result.ts'

test('a result is a plain value', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1 })
  expect(ok()).toEqual({ ok: true, value: undefined })
  expect(err({ type: 'Nope' })).toEqual({ ok: false, error: { type: 'Nope' } })
})

test('its value is there once it was asked whether it is ok', () => {
  const result: Result<number, string> = JSON.parse('{"ok":true,"value":1}')
  expectTypeOf(result).not.toHaveProperty('value')
  if (result.ok) expectTypeOf(result.value).toEqualTypeOf<number>()
  else expectTypeOf(result.error).toEqualTypeOf<string>()
})

test('a case that slips past the types throws', () => {
  const strange: never = JSON.parse('"STRANGE"') as never
  expect(() => exhaustive(strange)).toThrow(new TypeError('Unhandled case: STRANGE'))
})
