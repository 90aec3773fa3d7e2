import { expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'

const keybox = useKeyBox()

test(row('OPENAPI', 'is an OpenAPI 3 description of the routes'), async () => {
  const reply = await keybox.call('GET', '/openapi.json')
  expect(reply.status).toBe(200)
  expect(reply.headers['content-type']).toMatch(/^application\/json/)
  expect(reply.body['openapi']).toMatch(/^3\./)
  expect(Object.keys(reply.body['paths'] ?? {})).toEqual(
    expect.arrayContaining(['/auth/signup', '/projects/createProject', '/validate', '/validate/activate']),
  )
})

test(row('DOCS', 'is a page of ours that loads nothing from elsewhere'), async () => {
  const page = await keybox.call('GET', '/docs')
  const reply = [301, 302, 307, 308].includes(page.status)
    ? await keybox.call('GET', new URL(String(page.headers.location), 'http://x/docs').pathname)
    : page
  expect(reply.status).toBe(200)
  expect(reply.headers['content-type']).toMatch(/^text\/html/)
  expect(reply.text).not.toMatch(/(?:src|href)=["']?(?:https?:)?\/\//)
})
