import { AsyncLocalStorage } from 'node:async_hooks'
import { gate } from '@keybox/contracts'
import type { TimeLeft } from '@keybox/domain'
import { expect, it } from 'vitest'
import { gatherFinds } from '../src/repositories/gathered-finds.ts'

/** Finds that are asked of nobody: each command is noted, and waits for `answer` before it finds everything. */
function finding(
  answer: (command: number) => Promise<void>,
  timeLeft: TimeLeft = () => 10_000,
): {
  readonly find: (key: string) => Promise<string | undefined>
  readonly commands: (readonly string[])[]
} {
  const commands: (readonly string[])[] = []
  const many = async (keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const command = commands.push(keys)
    await answer(command)
    return new Map(keys.map((key) => [key, `found ${key}`]))
  }
  const one = async (key: string): Promise<string | undefined> => (await many([key])).get(key)
  return { find: gatherFinds({ one, many, nameOf: (key) => key }, timeLeft), commands }
}

it('sends together what is asked for while a command is under way, once that has ended', async () => {
  const [sent, mayEnd] = [gate(), gate()]
  const { find, commands } = finding(async (command) => {
    if (command > 1) return
    sent.open()
    await mayEnd.opened
  })
  const first = find('a')
  await sent.opened
  const others = ['b', 'c', 'b'].map((key) => find(key))
  mayEnd.open()
  expect(await Promise.all([first, ...others])).toStrictEqual(['found a', 'found b', 'found c', 'found b'])
  expect(commands).toStrictEqual([['a'], ['b', 'c']])
})

it('does not wait for ever for a command that hangs', async () => {
  const [sent, mayEnd] = [gate(), gate()]
  const { find, commands } = finding(async (command) => {
    if (command > 1) return
    sent.open()
    await mayEnd.opened
  })
  const first = find('a')
  await sent.opened
  expect(await find('b')).toBe('found b')
  mayEnd.open()
  expect(await first).toBe('found a')
  expect(commands).toStrictEqual([['a'], ['b']])
})

it('fails for those who asked, and for nobody after them', async () => {
  const { find } = finding(async (command) => {
    if (command === 1) throw new Error('lost')
  })
  for (const outcome of await Promise.allSettled([find('a'), find('b')])) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: new Error('lost') })
  }
  expect(await find('a')).toBe('found a')
})

it('waits for a command no longer than whoever asked has time, and lets others wait on', async () => {
  const mayEnd = gate()
  let timeLeft = 20
  const { find } = finding(
    () => mayEnd.opened,
    () => timeLeft,
  )
  const hasty = find('a')
  timeLeft = 10_000
  const patient = find('a')
  await expect(hasty).rejects.toMatchObject({ name: 'StoreFailure', code: 'STORE_UNAVAILABLE' })
  mayEnd.open()
  expect(await patient).toBe('found a')
})

it('runs a command in the time of none of those who asked', async () => {
  const request = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const [sent, mayEnd] = [gate(), gate()]
  const { find } = finding(async (command) => {
    seen.push(request.getStore())
    if (command > 1) return
    sent.open()
    await mayEnd.opened
  })
  const first = request.run('first', () => find('a'))
  await sent.opened
  const second = request.run('second', () => find('b'))
  mayEnd.open()
  await Promise.all([first, second])
  expect(seen).toStrictEqual([undefined, undefined])
})
