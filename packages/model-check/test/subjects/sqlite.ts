import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '@keybox/adapters-sqlite'
import type { Store } from '@keybox/domain'
import { keyVault } from './key-vault.ts'
import { composeUseCases, type Subject } from './subject.ts'

export async function sqliteSubject(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-model-'))
  const path = join(folder, 'keybox.db')
  let store = await open(path)
  return {
    name: 'sqlite',
    compose: (ports) => composeUseCases(store, ports),
    restart: async () => {
      await store.close()
      store = await open(path)
    },
    close: async () => {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function open(path: string): Promise<Store> {
  const opened = await openSqliteStore({ path, keyVault })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}
