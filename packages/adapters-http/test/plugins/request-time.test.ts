import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { PASSWORD } from '../support/developer.ts'

/** Time that is marked, so that whoever runs in it can tell. */
function markedTime() {
  const current = new AsyncLocalStorage<string>()
  const events: string[] = []
  return {
    current,
    events,
    start: () => ({
      run: (work: () => void) => {
        events.push('run')
        current.run('a request', work)
      },
      pause: () => void events.push('pause'),
    }),
  }
}

test('whoever is asked on behalf of a request runs in its time, before its body and after', async () => {
  const time = markedTime()
  const plain = await startApi()
  const seen: string[] = []
  const { server } = await startApi({
    options: { startRequestTime: time.start },
    useCases: {
      signUp: async (command) => {
        seen.push(`sign-up in ${time.current.getStore()}`)
        return plain.useCases.signUp(command)
      },
      authenticate: async () => {
        seen.push(`authentication in ${time.current.getStore()}`)
        return { ok: false, error: { type: 'Unauthenticated' } }
      },
    },
  })
  const payload = { name: 'Ada', email: 'ada@example.com', password: PASSWORD, confirm_password: PASSWORD }
  await server.inject({ method: 'POST', url: '/auth/signup', payload })
  await server.inject({ url: '/auth/me', headers: { authorization: 'Bearer x' } })
  expect(seen).toStrictEqual(['sign-up in a request', 'authentication in a request'])
})

test('no time passes while the body is on its way', async () => {
  const time = markedTime()
  const { server } = await startApi({ options: { startRequestTime: time.start } })
  await server.inject({ method: 'POST', url: '/validate', payload: {} })
  expect(time.events).toStrictEqual(['run', 'pause', 'run'])
})
