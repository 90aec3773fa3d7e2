import { gate } from '@keybox/contracts'
import { ok } from '@keybox/domain'
import { expect, it } from 'vitest'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

it('turns away units that would wait behind too many, at once, and takes others again later', async () => {
  const store = await openedForTest(temporaryDatabase())
  const end = gate()
  const unit = async () => {
    await end.opened
    return ok()
  }
  const units = Array.from({ length: 1024 }, () => store.unitOfWork.run(unit))
  await expect(store.unitOfWork.run(unit)).rejects.toMatchObject({ code: 'OVERLOADED' })
  end.open()
  await Promise.all(units)
  expect(await store.unitOfWork.run(unit)).toEqual(ok())
})
