import { describe, expect, it } from 'vitest'
import { sourceOrder } from '../src/source-order.ts'

const URI = 'mongodb://127.0.0.1:27017/?replicaSet=rs0'

describe('the order of the ways', () => {
  it('is a container, then a mongod process', () => {
    expect(sourceOrder({})).toEqual(['testcontainers', 'binary'])
  })

  it('is nothing but the URI when one is given', () => {
    expect(sourceOrder({ KEYBOX_TEST_MONGODB_URI: URI })).toEqual(['uri'])
  })

  it('treats empty variables as unset', () => {
    const env = { KEYBOX_TEST_MONGODB_URI: '', KEYBOX_TEST_MONGO_SOURCE: '' }
    expect(sourceOrder(env)).toEqual(['testcontainers', 'binary'])
  })

  it.each(['uri', 'testcontainers', 'binary'])('is %s alone when that is pinned, URI or not', (pinned) => {
    expect(sourceOrder({ KEYBOX_TEST_MONGO_SOURCE: pinned })).toEqual([pinned])
    expect(sourceOrder({ KEYBOX_TEST_MONGO_SOURCE: pinned, KEYBOX_TEST_MONGODB_URI: URI })).toEqual([pinned])
  })

  it('refuses a way that it does not know', () => {
    expect(() => sourceOrder({ KEYBOX_TEST_MONGO_SOURCE: 'docker' })).toThrow(
      'KEYBOX_TEST_MONGO_SOURCE is "docker"; it can be uri, testcontainers, binary.',
    )
  })
})
