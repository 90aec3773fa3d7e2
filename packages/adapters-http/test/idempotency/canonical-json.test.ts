import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/idempotency/canonical-json.ts'

describe('canonical JSON', () => {
  test.each([
    ['{ "b" : 1, "a" : [ true , null ] }', '{"a":[true,null],"b":1}'],
    ['{"a":{"z":{},"y":[]},"A":"\\u0061\\n"}', '{"A":"a\\n","a":{"y":[],"z":{}}}'],
    ['{"10":1,"9":2,"€":3,"é":4}', '{"10":1,"9":2,"é":4,"€":3}'],
    ['[1.0, 1e2, -0, "1"]', '[1,100,0,"1"]'],
    ['"\\ud800"', '"\\ud800"'],
    ['{}', '{}'],
    ['[]', '[]'],
    ['null', 'null'],
  ])('of %s is %s', (spelt, canonical) => {
    expect(canonicalJson(JSON.parse(spelt))).toBe(canonical)
  })

  test.each([
    ['[1,2]', '[2,1]'],
    ['{"a":null}', '{}'],
    ['{"a":1}', '{"a":"1"}'],
    ['[[1],2]', '[1,[2]]'],
    ['{"a,b":1}', '{"a":1,"b":1}'],
  ])('tells %s from %s', (one, other) => {
    expect(canonicalJson(JSON.parse(one))).not.toBe(canonicalJson(JSON.parse(other)))
  })

  test('takes whatever a body has room for', () => {
    const deep = `${'['.repeat(32_000)}${']'.repeat(32_000)}`
    const wide = `[${Array.from({ length: 32_000 }, () => '0').join(',')}]`
    for (const text of [deep, wide]) expect(canonicalJson(JSON.parse(text))).toBe(text)
  })
})
