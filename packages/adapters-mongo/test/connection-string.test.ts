import { describe, expect, it } from 'vitest'
import { databaseNameOf, optionsNamedIn, revealsCredentials } from '../src/connection/connection-string.ts'

describe('the database that a connection string names', () => {
  it.each([
    ['mongodb://localhost', 'keybox'],
    ['mongodb://localhost/', 'keybox'],
    ['mongodb://localhost/?replicaSet=rs0', 'keybox'],
    ['mongodb://localhost?replicaSet=a/b', 'keybox'],
    ['mongodb://localhost/licences', 'licences'],
    ['mongodb://a:27017,b:27017/licences?replicaSet=rs0', 'licences'],
    ['mongodb+srv://seller:pass@cluster.example.com/my%20licences?w=1', 'my licences'],
  ])('in %s is %s', (uri, name) => {
    expect(databaseNameOf(uri)).toBe(name)
  })
})

it('names options as the driver compares them', () => {
  expect(optionsNamedIn('mongodb://localhost/keybox?maxPoolSize=5&APPNAME=x')).toStrictEqual(
    new Set(['maxpoolsize', 'appname']),
  )
  expect(optionsNamedIn('mongodb://localhost/keybox')).toStrictEqual(new Set())
})

describe('a message that gives credentials away', () => {
  it.each([
    ['getaddrinfo ENOTFOUND p4ss', 'mongodb://seller:s3cr3t@p4ss@db.example.com/keybox'],
    ['bad escape in s3cr3t%', 'mongodb://seller:s3cr3t%25@db.example.com/keybox'],
    ['no user seller', 'mongodb+srv://seller@db.example.com/keybox'],
  ])('%s', (message, uri) => {
    expect(revealsCredentials(message, uri)).toBe(true)
  })

  it('is not one that names the server', () => {
    const message = 'connect ECONNREFUSED 10.0.0.1:27017'
    expect(revealsCredentials(message, 'mongodb://seller:s3cr3t@10.0.0.1/keybox')).toBe(false)
    expect(revealsCredentials(message, 'mongodb://10.0.0.1/keybox')).toBe(false)
  })
})
