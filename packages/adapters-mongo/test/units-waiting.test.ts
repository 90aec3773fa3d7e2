import { gate } from '@keybox/contracts'
import { ok } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { expect, inject, it } from 'vitest'
import { openWatchedStore } from './support/watched-store.ts'

/** Of a pool of 4: 2 run, and 256 wait. */
const PRESENT = 258

it('turns away units that would wait behind too many, at once, and takes others again later', async () => {
  const uri = new URL(freshDatabaseUri(inject('mongoUri')))
  uri.searchParams.set('maxPoolSize', '4')
  const { store } = await openWatchedStore(uri.href)
  const end = gate()
  let running = 0
  const unit = async () => {
    running += 1
    await end.opened
    return ok()
  }
  try {
    const units = Array.from({ length: PRESENT }, () => store.unitOfWork.run(unit))
    await expect(store.unitOfWork.run(unit)).rejects.toMatchObject({ code: 'OVERLOADED' })
    expect(running).toBeLessThanOrEqual(2)
    end.open()
    await Promise.all(units)
    expect(await store.unitOfWork.run(unit)).toEqual(ok())
  } finally {
    await store.close()
  }
})
