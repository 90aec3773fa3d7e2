import { DatabaseSync } from 'node:sqlite'
import type { StoreWithCommitFaults } from '@keybox/contracts'
import type { Store } from '@keybox/domain'
import { opened } from './stores.ts'

/** Another program's trigger: lets every insert pass and fails the commit, by a reference that is checked only then. */
const SABOTAGE = `
  CREATE TABLE saboteur (client TEXT REFERENCES accounts (_id) DEFERRABLE INITIALLY DEFERRED);
  CREATE TRIGGER sabotage AFTER INSERT ON clients BEGIN INSERT INTO saboteur VALUES ('nobody'); END;
`
const REPAIR = 'DROP TRIGGER sabotage; DROP TABLE saboteur'

export function sabotageCommits(path: string): void {
  onceConnected(path, SABOTAGE)
}

export function repairCommits(path: string): void {
  onceConnected(path, REPAIR)
}

export async function openStoreWithCommitFaults(path: string): Promise<StoreWithCommitFaults> {
  const store = await opened(path)
  let sabotaged = false
  return {
    store: afterEachUnit(store, () => {
      if (sabotaged) repairCommits(path)
      sabotaged = false
    }),
    failNextCommit: async () => {
      sabotageCommits(path)
      sabotaged = true
    },
  }
}

function afterEachUnit(store: Store, then: () => void): Store {
  return { ...store, unitOfWork: { run: (work) => store.unitOfWork.run(work).finally(then) } }
}

function onceConnected(path: string, sql: string): void {
  const tool = new DatabaseSync(path)
  tool.exec(sql)
  tool.close()
}
