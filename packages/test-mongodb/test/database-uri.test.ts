import { describe, expect, it } from 'vitest'
import { databaseOf, freshDatabaseUri, withDatabase } from '../src/database-uri.ts'

describe('the database of a connection string', () => {
  it.each([
    ['mongodb://h:1', 'mongodb://h:1/d'],
    ['mongodb://h:1/', 'mongodb://h:1/d'],
    ['mongodb://h:1/?replicaSet=r', 'mongodb://h:1/d?replicaSet=r'],
    ['mongodb://h:1,i:2,j:3/old?replicaSet=r&w=1', 'mongodb://h:1,i:2,j:3/d?replicaSet=r&w=1'],
    ['mongodb+srv://cluster.example', 'mongodb+srv://cluster.example/d'],
    ['mongodb://u:p@h:1', 'mongodb://u:p@h:1/d?authSource=admin'],
    ['mongodb://u:p@h:1/users', 'mongodb://u:p@h:1/d?authSource=users'],
    ['mongodb://u:p@h:1/users?authSource=x', 'mongodb://u:p@h:1/d?authSource=x'],
  ])('of %s is exchanged: %s', (uri, expected) => {
    expect(withDatabase(uri, 'd')).toBe(expected)
  })

  it('cannot be exchanged where there is no connection string', () => {
    expect(() => withDatabase('postgres://h/d', 'd')).toThrow('Not a MongoDB connection string.')
  })

  it('is fresh every time and begins with the name that was there', () => {
    const [first, second] = [freshDatabaseUri('mongodb://h:1/run?w=1'), freshDatabaseUri('mongodb://h:1/run?w=1')]
    expect(first).not.toBe(second)
    expect(databaseOf(first)).toMatch(/^run_[0-9a-f]{12}$/)
    expect(databaseOf(freshDatabaseUri('mongodb://h:1'))).toMatch(/^keybox_test_[0-9a-f]{12}$/)
  })
})
