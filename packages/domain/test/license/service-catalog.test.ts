import { describe, expect, test } from 'vitest'
import {
  BUILT_IN_SERVICES,
  parseServiceCatalog,
  parseServices,
  SERVICE_NAME_MAX,
} from '../../src/license/service-catalog.ts'
import { theValue } from '../shared/the-value.ts'

describe('the catalogue', () => {
  test('out of the box has Hosting, which is the default, and Domain', () => {
    const catalog = theValue(parseServiceCatalog(BUILT_IN_SERVICES))
    expect(catalog).toEqual({ services: ['Hosting', 'Domain'], default: 'Hosting' })
  })

  test.each([
    [['Domain', 'Hosting'], 'Hosting'],
    [['Backup', 'Support'], 'Backup'],
    [['hosting'], 'hosting'],
  ])('of %j has the default %s', (names, expected) => {
    expect(theValue(parseServiceCatalog(names)).default).toBe(expected)
  })

  test('is made of trimmed names', () => {
    expect(theValue(parseServiceCatalog([' Web Mail ', '\tSSL'])).services).toEqual(['Web Mail', 'SSL'])
  })

  test.each([
    ['is empty', [], 'must name at least one service'],
    ['has an empty name', ['Hosting', ''], 'must not contain an empty name'],
    ['has a name of white space', [' \t'], 'must not contain an empty name'],
    ['names a service twice', ['Hosting', 'Hosting'], 'must not name a service twice'],
    ['names a service twice, white space aside', ['Hosting', ' Hosting '], 'must not name a service twice'],
    ['has a name that is too long', ['x'.repeat(SERVICE_NAME_MAX + 1)], 'must be at most 100 characters long'],
    ['has U+0000 in a name', ['a\u0000'], 'must not contain the character U+0000'],
    ['has a lone surrogate in a name', ['\udc00'], 'must be well-formed Unicode'],
  ])('is refused when it %s', (_, names, reason) => {
    expect(parseServiceCatalog(names)).toEqual({ ok: false, error: { type: 'InvalidValue', reason } })
  })

  test('takes names of 100 emoji, and any number of services', () => {
    const names = Array.from({ length: 200 }, (_, index) => `Service ${index}`)
    expect(theValue(parseServiceCatalog([...names, '📦'.repeat(SERVICE_NAME_MAX)])).services).toHaveLength(201)
  })
})

describe('the services of an order', () => {
  const catalog = theValue(parseServiceCatalog(BUILT_IN_SERVICES))

  test.each([[['Hosting']], [['Domain']], [['Hosting', 'Domain']], [['Domain', 'Hosting']]])(
    '%j are taken in their order',
    (names) => {
      expect(parseServices(catalog, names)).toEqual({ ok: true, value: names })
    },
  )

  test.each([
    [[], undefined, 'must name at least one service'],
    [['Email'], 0, 'must be one of: Hosting, Domain'],
    [['Hosting', 'Email'], 1, 'must be one of: Hosting, Domain'],
    [['hosting'], 0, 'must be one of: Hosting, Domain'],
    [[' Hosting'], 0, 'must be one of: Hosting, Domain'],
    [[''], 0, 'must be one of: Hosting, Domain'],
    [['__proto__'], 0, 'must be one of: Hosting, Domain'],
    [['Hosting', 'Hosting'], 1, 'must not repeat a service'],
    [['Hosting', 'Domain', 'Hosting'], 2, 'must not repeat a service'],
  ])('%j are refused at index %s', (names, index, reason) => {
    expect(parseServices(catalog, names)).toEqual({ ok: false, error: { type: 'InvalidValue', index, reason } })
  })
})
