import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { ALLOWED_LICENSES } from '../policy.mjs'
import { readLockfile } from '../read-tree.mjs'
import { shippedPackages } from '../shipped-packages.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')

/** The parts of a CycloneDX document that matter here: https://cyclonedx.org/docs/1.6/json/ */
interface Bom {
  readonly bomFormat: string
  readonly specVersion: string
  readonly serialNumber: string
  readonly metadata: { readonly component: { readonly purl: string } }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

interface Component {
  readonly purl: string
  readonly name: string
  readonly group?: string
  readonly version: string
  readonly licenses?: readonly { readonly license: { readonly id?: string } }[]
  readonly externalReferences?: readonly {
    readonly type: string
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
  }[]
}

const idOf = ({ group, name, version }: Component): string =>
  `${group === undefined ? '' : `${group}/`}${name}@${version}`

describe('the bill of materials of npm run sbom', () => {
  let bom: Bom
  let foreign: readonly Component[]
  let shipped: ReadonlyMap<string, string>

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
      cwd: REPOSITORY,
      maxBuffer: 64 * 1024 * 1024,
    })
    bom = JSON.parse(stdout) as Bom
    foreign = bom.components.filter(({ group }) => group !== '@keybox')
    shipped = shippedPackages(readLockfile(await readFile(join(REPOSITORY, 'pnpm-lock.yaml'), 'utf8')), 'packages/app')
  })

  test('is CycloneDX 1.6 and describes the server', () => {
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
    expect(bom.serialNumber).toMatch(/^urn:uuid:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(bom.metadata.component.purl).toMatch(/^pkg:npm\/%40keybox\/app@/)
  })

  test('names every package that the lockfile gives the server, and no other', () => {
    expect(shipped.size).toBeGreaterThan(50)
    expect(foreign.map(idOf).toSorted()).toEqual([...shipped.keys()].toSorted())
    for (const tool of ['vitest', 'typescript', 'testcontainers'])
      expect(foreign.map(({ name }) => name)).not.toContain(tool)
  })

  test('gives each the hash that the lockfile pins it by', () => {
    const hashes = foreign.map((component): [string, string | undefined] => {
      const distribution = component.externalReferences?.find(({ type }) => type === 'distribution')
      const sha512 = distribution?.hashes?.find(({ alg }) => alg === 'SHA-512')?.content
      return [idOf(component), sha512]
    })
    expect(Object.fromEntries(hashes)).toEqual(Object.fromEntries(shipped))
  })

  test('gives each a licence that is allowed without exception', () => {
    const without = bom.components.filter(({ licenses = [] }) => {
      const ids = licenses.map(({ license }) => license.id ?? 'not an SPDX identifier')
      return ids.length === 0 || !ids.every((id) => ALLOWED_LICENSES.includes(id))
    })
    expect(without.map(idOf)).toEqual([])
  })

  test('says who brings whom, and nothing that it does not describe', () => {
    const described = new Set([bom.metadata.component.purl, ...bom.components.map(({ purl }) => purl)])
    expect(bom.dependencies.map(({ ref }) => ref).toSorted()).toEqual([...described].toSorted())
    expect(bom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !described.has(ref))).toEqual([])
  })
})
