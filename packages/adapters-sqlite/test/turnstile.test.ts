import { gate } from '@keybox/contracts'
import { expect, it } from 'vitest'
import { Turnstile } from '../src/transaction/turnstile.ts'

it('turns away whoever would wait behind too many, and lets others in again later', async () => {
  const turnstile = new Turnstile(2)
  const end = gate()
  const first = turnstile.pass(() => end.opened)
  const second = turnstile.pass(async () => 'second')
  await expect(turnstile.pass(async () => 'third')).rejects.toMatchObject({ code: 'OVERLOADED' })
  end.open()
  await first
  expect(await second).toBe('second')
  expect(await turnstile.pass(async () => 'third')).toBe('third')
})
