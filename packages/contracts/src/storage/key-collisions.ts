import {
  createLicense,
  createProject,
  generateLicenseKey,
  type IdGenerator,
  trustedEntityId,
  type ProjectId,
  type RandomBytes,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { services, webCryptoRandomBytes } from '../builders/a-license.ts'
import { anId, displayName, termMonths } from '../builders/values.ts'
import { readTree } from './dashboard.ts'
import { plainLicense } from './plain.ts'
import { storeLicense, storeSeller } from './seed.ts'
import { useCasePorts } from './use-case-ports.ts'

const ORDER = { duration: termMonths(6), services: services('Hosting') }

/** A source of randomness that repeats itself once: chance will not in a thousand years, a broken one might. */
export function describeKeyCollisions(store: () => Store): void {
  describe('a key that is taken', () => {
    it('is drawn anew for one more licence', async () => {
      const { account, client, project } = await storeSeller(store())
      const randomBytes = repeatingOnce()
      const taken = await storeLicense(store(), project, { key: generateLicenseKey(project.id, randomBytes) })
      const create = createLicense({ unitOfWork: store().unitOfWork, ...useCasePorts({ randomBytes }) })
      const created = await create({ owner: account.id, client: client.id, project: project.id, ...ORDER })
      const license = created.ok ? created.value : undefined
      expect(license?.key.reveal()).not.toBe(taken.key.reveal())
      const { tree } = await readTree(store(), account.id)
      const shown = new Set(tree[0]?.projects[0]?.licenses.map(({ key }) => key.reveal()))
      expect(shown).toStrictEqual(new Set([taken.key.reveal(), license?.key.reveal()]))
      expect(plainLicense(await store().licenses.findByKey(taken.key))).toStrictEqual(plainLicense(taken))
    })

    it('is drawn anew for a project and its licence, and nothing of the first try stays', async () => {
      const { account, client, project } = await storeSeller(store())
      const randomBytes = repeatingOnce()
      // A key starts with its project's id: the one that is taken has the id that the first try will draw.
      const firstTry = anId('Project')
      const ids = idsStartingWith(firstTry)
      const taken = await storeLicense(store(), project, { key: generateLicenseKey(firstTry, randomBytes) })
      const create = createProject({ unitOfWork: store().unitOfWork, ...useCasePorts({ randomBytes, ids }) })
      const name = displayName('Second try')
      const created = await create({ owner: account.id, client: client.id, name, ...ORDER })
      if (!created.ok) throw new Error(created.error.type)
      expect(created.value.project.id).not.toBe(firstTry)
      expect(await store().projects.find(account.id, firstTry)).toBeUndefined()
      const dashboard = await readTree(store(), account.id)
      expect(dashboard.projects).toBe(2)
      const shown = dashboard.tree[0]?.projects.map((branch) => [
        branch.project.id,
        branch.licenses.map(({ id }) => id),
      ])
      expect(shown).toStrictEqual([
        [project.id, [taken.id]],
        [created.value.project.id, [created.value.license.id]],
      ])
    })
  })
}

/** Gives the bytes of its first call once more at the second. */
function repeatingOnce(): RandomBytes {
  let calls = 0
  // Bytes below 36 are each a symbol of a key, so that every key takes exactly one call.
  const first = webCryptoRandomBytes(12).map((byte) => byte % 36)
  return (count) => {
    calls += 1
    return calls <= 2 ? first.slice(0, count) : webCryptoRandomBytes(count)
  }
}

function idsStartingWith(project: ProjectId): IdGenerator {
  const planned: ProjectId[] = [project]
  return {
    next: (kind) => {
      const id = kind === 'Project' ? planned.shift() : undefined
      return id === undefined ? anId(kind) : trustedEntityId(kind, id)
    },
  }
}
