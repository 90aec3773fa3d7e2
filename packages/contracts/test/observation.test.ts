import { afterEach, describe, expect, it, vi } from 'vitest'
import { aClient, aLicense, aProject, gate, rounds, toTree, watch } from '../src/index.ts'

describe('a dashboard as a tree', () => {
  const client = aClient()
  const project = aProject({ client: client.id })
  const license = aLicense({ project: project.id })
  const counts = { type: 'counts', clients: 1, projects: 1 } as const
  const [clientPart, projectPart, licensePart] = [
    { type: 'client', client },
    { type: 'project', project },
    { type: 'license', license },
  ] as const

  it('is what the parts spell', () => {
    expect(toTree([counts, clientPart, projectPart, licensePart])).toStrictEqual({
      clients: 1,
      projects: 1,
      tree: [{ client, projects: [{ project, licenses: [license] }] }],
    })
  })

  it.each([
    ['no parts', []],
    ['no counts', [clientPart]],
    ['counts twice', [counts, counts]],
    ['a project without its client', [counts, projectPart]],
    ["another client's project", [counts, { type: 'client', client: aClient() } as const, projectPart]],
    ['a licence without its project', [counts, clientPart, licensePart]],
  ])('is refused for %s', (_, parts) => {
    expect(() => toTree(parts)).toThrow(Error)
  })
})

describe('a watch', () => {
  it('looks at least once, and tells how often', async () => {
    let looks = 0
    const watching = watch(async () => {
      looks += 1
    })
    expect(await watching.stop()).toBe(looks)
    expect(looks).toBeGreaterThan(0)
  })

  it('reports a look that failed when it is stopped', async () => {
    const seen = gate()
    const watching = watch(async () => {
      seen.open()
      throw new Error('half a pair')
    })
    await seen.opened
    await expect(watching.stop()).rejects.toThrow('half a pair')
  })
})

describe('rounds', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('are as usual, or as many as KEYBOX_ROUNDS says', () => {
    vi.stubEnv('KEYBOX_ROUNDS', undefined)
    expect(rounds(5)).toBe(5)
    vi.stubEnv('KEYBOX_ROUNDS', '')
    expect(rounds(5)).toBe(5)
    vi.stubEnv('KEYBOX_ROUNDS', '200')
    expect(rounds(5)).toBe(200)
  })

  it.each(['0', '-1', '1.5', 'many'])('are refused as %j', (text) => {
    vi.stubEnv('KEYBOX_ROUNDS', text)
    expect(() => rounds(5)).toThrow(RangeError)
  })
})
