import { aLicenseFor, aProject } from '@keybox/contracts'
import { err, ok, type Client, type License, type Project, type Repositories } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { databaseNameOf } from '../src/connection/connection-string.ts'
import { toProjectDocument, type ProjectDocument } from '../src/documents/project-document.ts'
import { CLOSE_CONNECTION, TRANSIENT, UNIT_TIMEOUT_MS, useFaultBench } from './support/fault-bench.ts'
import { withClient } from './support/open-fresh-store.ts'
import { killSessionsOf } from './support/server-state.ts'
import { countPairs, failureCode, storeOwner, writePair, type PairOutcome } from './support/write-pair.ts'

const bench = useFaultBench()

/** One transaction of however many pairs. */
const TOGETHER = ['insert', 'insert', 'commitTransaction']
/** Too little to be committed with others. */
const HARDLY_ANY_MS = 499

const WRITTEN: PairOutcome = { runs: 1, failure: undefined }
const WRITTEN_AGAIN: PairOutcome = { runs: 2, failure: undefined }

describe('units that only create, asked for at once', () => {
  it('share a transaction', async () => {
    const owner = await ownerOfNothing()
    expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN, WRITTEN, WRITTEN])
    expect(sent()).toStrictEqual(TOGETHER)
    expect(await pairsOf(owner)).toBe(3)
  })

  it.each<[string, (repositories: Repositories, license: License) => Promise<unknown>, unknown]>([
    ['gives an Err', async () => err('no'), err('no')],
    ['throws', () => Promise.reject(new Error('a mistake')), new Error('a mistake')],
    ['reads what it wrote', async ({ licenses }, { key }) => ok((await licenses.findByKey(key))?.revision), ok(1)],
    [
      'reads what it wrote and minds no failure',
      async ({ licenses }, { key }) => ok((await licenses.findByKey(key).catch(() => undefined))?.revision),
      ok(1),
    ],
    ['changes what it wrote', ({ licenses }, license) => licenses.replace({ ...license, revision: 2 }), ok()],
    [
      'loses a race',
      ({ licenses }, license) => licenses.replace({ ...license, revision: 7 }),
      err({ type: 'LicenseChanged' }),
    ],
  ])('are kept apart from one that %s in the end', async (_, end, expected) => {
    const owner = await ownerOfNothing()
    const { project, license } = pairOf(owner)
    const odd = run(async (repositories) => {
      await insert(repositories, { project, license })
      return (await end(repositories, license)) as ReturnType<typeof ok>
    })
    const pairs = pairsAtOnce(owner)
    expect(await odd.catch((error: unknown) => error)).toStrictEqual(expected)
    expect(await pairs).toStrictEqual([WRITTEN, WRITTEN, WRITTEN])
    expect(startedTransactions()).toBe(2)
    expect(await pairsOf(owner)).toBe(3 + (isOk(expected) ? 1 : 0))
  })
})

describe('of units that only create, asked for at once, one', () => {
  it('whose key is taken gives the conflict, and the others are there', async () => {
    const owner = await ownerOfNothing()
    const taken = pairOf(owner)
    await run((repositories) => insert(repositories, taken))
    const rival = pairOf(owner, taken.license)
    const refused = run((repositories) => insert(repositories, rival))
    expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN_AGAIN, WRITTEN_AGAIN, WRITTEN_AGAIN])
    expect(await refused).toStrictEqual(err({ type: 'LicenseKeyTaken' }))
    expect(await pairsOf(owner)).toBe(4)
  })

  it('that wants the key of another loses to it, whichever that is', async () => {
    const owner = await ownerOfNothing()
    const first = pairOf(owner)
    const rivals = [first, pairOf(owner, first.license)].map((pair) =>
      run((repositories) => insert(repositories, pair)),
    )
    const pairs = await pairsAtOnce(owner)
    expect(new Set(await Promise.all(rivals))).toStrictEqual(new Set([ok(), err({ type: 'LicenseKeyTaken' })]))
    expect(pairs).toStrictEqual([WRITTEN_AGAIN, WRITTEN_AGAIN, WRITTEN_AGAIN])
    expect(await pairsOf(owner)).toBe(4)
  })

  it('that makes another Err of there being no conflict is told of the one there is', async () => {
    const owner = await ownerOfNothing()
    const taken = pairOf(owner)
    await run((repositories) => insert(repositories, taken))
    const changedMyMind = run(async (repositories) => {
      const inserted = await insert(repositories, pairOf(owner, taken.license))
      return inserted.ok ? err({ type: 'ChangedMyMind' }) : inserted
    })
    expect(await changedMyMind).toStrictEqual(err({ type: 'LicenseKeyTaken' }))
    expect(await pairsOf(owner)).toBe(1)
  })

  it('that somebody else has in hand waits for them alone', async () => {
    const owner = await ownerOfNothing()
    const pair = pairOf(owner)
    const waiting = await withClient(bench().uri, async (client) => {
      const session = client.startSession()
      session.startTransaction()
      await client.db().collection<ProjectDocument>('projects').insertOne(toProjectDocument(pair.project), { session })
      const blocked = bench().within(3 * UNIT_TIMEOUT_MS, () => run((repositories) => insert(repositories, pair)))
      expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN_AGAIN, WRITTEN_AGAIN, WRITTEN_AGAIN])
      await session.endSession()
      return { blocked }
    })
    expect(await waiting.blocked).toStrictEqual(ok())
    expect(await pairsOf(owner)).toBe(4)
  })

  it('that the server refuses fails alone', async () => {
    const owner = await ownerOfNothing()
    const { project, license } = pairOf(owner)
    // What the validator refuses, which no entity can be.
    const refused = run((repositories) => insert(repositories, { project, license: { ...license, revision: 0 } }))
    const pairs = pairsAtOnce(owner)
    await expect(refused).rejects.toMatchObject({ name: 'StoreFailure', code: 'STORE_UNAVAILABLE' })
    expect(await pairs).toStrictEqual([WRITTEN_AGAIN, WRITTEN_AGAIN, WRITTEN_AGAIN])
    expect(await pairsOf(owner)).toBe(3)
  })
})

describe('when something happens to the transaction that units share', () => {
  it('and its connection breaks before the commit, it is run again', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['insert'], { times: 1 }, CLOSE_CONNECTION)
    expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN, WRITTEN, WRITTEN])
    expect(await pairsOf(owner)).toBe(3)
  })

  it('and the server has thrown it away when it is to be committed, it is run again', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['commitTransaction'], { times: 1 }, { errorCode: 251, ...TRANSIENT })
    expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN, WRITTEN, WRITTEN])
    expect(await pairsOf(owner)).toBe(3)
  })

  it('and the server throws it away again and again, each is written by itself', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['commitTransaction'], { times: 3 }, { errorCode: 251, ...TRANSIENT })
    const outcomes = await pairsAtOnce(owner)
    expect(outcomes.map(({ failure }) => failure)).toStrictEqual([undefined, undefined, undefined])
    expect(Math.min(...outcomes.map(({ runs }) => runs))).toBeGreaterThan(1)
    expect(await pairsOf(owner)).toBe(3)
  })

  it('and it is killed on its way, each is written by itself', async () => {
    const owner = await ownerOfNothing()
    const namespace = `${databaseNameOf(bench().uri)}.licenses`
    await bench().fail(['insert'], { times: 1 }, { blockConnection: true, blockTimeMS: 500, namespace })
    const pairs = pairsAtOnce(owner)
    await expect.poll(sent).toStrictEqual(['insert', 'insert'])
    await withClient(bench().uri, (killer) =>
      killSessionsOf(
        killer,
        bench().watched.sent.map(({ command }) => command),
      ),
    )
    expect(await pairs).toStrictEqual([WRITTEN_AGAIN, WRITTEN_AGAIN, WRITTEN_AGAIN])
    expect(await pairsOf(owner)).toBe(3)
  })

  it('and its commit breaks off, it is asked about again: all are there', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['commitTransaction'], { times: 1 }, CLOSE_CONNECTION)
    expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN, WRITTEN, WRITTEN])
    expect(await pairsOf(owner)).toBe(3)
  })

  it('and its commit is refused, it is OUTCOME_UNKNOWN to each, and none is written again', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['commitTransaction'], { times: 1 }, { errorCode: 13 })
    const unknown = { runs: 1, code: 'OUTCOME_UNKNOWN' }
    expect((await pairsAtOnce(owner)).map(codeOf)).toStrictEqual([unknown, unknown, unknown])
    expect(await pairsOf(owner)).toBe(0)
  })

  it('and nobody can say how its commit ended, it is OUTCOME_UNKNOWN to each: all are there, or none', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['commitTransaction'], 'alwaysOn', CLOSE_CONNECTION)
    const outcomes = await pairsAtOnce(owner)
    await bench().fail(['commitTransaction'], 'off', {})
    const unknown = { runs: 1, code: 'OUTCOME_UNKNOWN' }
    expect(outcomes.map(codeOf)).toStrictEqual([unknown, unknown, unknown])
    expect([0, 3]).toContain(await pairsOf(owner))
  })
})

describe('the time of units that share a transaction', () => {
  it('over for one before the commit: nothing of it is written, and the other is', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['insert'], { times: 1 }, { blockConnection: true, blockTimeMS: 1.5 * UNIT_TIMEOUT_MS })
    const [hasty, patient] = hastyAndPatient(owner)
    expect(codeOf(await hasty)).toStrictEqual({ runs: 1, code: 'STORE_UNAVAILABLE' })
    expect(await patient).toStrictEqual(WRITTEN_AGAIN)
    expect(await pairsOf(owner)).toBe(1)
  })

  it('over for one after the commit was sent: that one is told that nobody knows, and the other is committed', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(
      ['commitTransaction'],
      { times: 1 },
      { blockConnection: true, blockTimeMS: 1.5 * UNIT_TIMEOUT_MS },
    )
    const [hasty, patient] = hastyAndPatient(owner)
    expect(codeOf(await hasty)).toStrictEqual({ runs: 1, code: 'OUTCOME_UNKNOWN' })
    expect(await patient).toStrictEqual(WRITTEN)
    expect(await pairsOf(owner)).toBe(2)
  })

  it('a commit that nobody answers is asked about for as long as one of them waits', async () => {
    const owner = await ownerOfNothing()
    await bench().fail(['commitTransaction'], 'alwaysOn', CLOSE_CONNECTION)
    const [hasty, patient] = hastyAndPatient(owner)
    expect(codeOf(await hasty)).toStrictEqual({ runs: 1, code: 'OUTCOME_UNKNOWN' })
    // The driver asks twice each time.
    const enough = sent().length + 3
    await expect.poll(() => sent().length, { timeout: 3 * UNIT_TIMEOUT_MS }).toBeGreaterThan(enough)
    await bench().fail(['commitTransaction'], 'off', {})
    expect(await patient).toStrictEqual(WRITTEN)
    expect(await pairsOf(owner)).toBe(2)
  })

  it('is not shared by one that has hardly any', async () => {
    const owner = await ownerOfNothing()
    const last = bench().within(HARDLY_ANY_MS, () => writePair(bench().watched.store, owner))
    expect(await pairsAtOnce(owner)).toStrictEqual([WRITTEN, WRITTEN, WRITTEN])
    await last
    expect(startedTransactions()).toBe(2)
  })
})

interface Pair {
  readonly project: Project
  readonly license: License
}

/** Of which a store knows nothing yet; with the key of `keyOf`, if given. */
function pairOf({ owner, id: client }: Client, keyOf?: License): Pair {
  const project = aProject({ owner, client })
  return { project, license: aLicenseFor(project, keyOf && { key: keyOf.key }) }
}

async function insert(
  { projects, licenses }: Repositories,
  { project, license }: Pair,
): ReturnType<Repositories['licenses']['insert']> {
  await projects.insert(project)
  return licenses.insert(license)
}

const run: Run = (work) => bench().watched.store.unitOfWork.run(work)
type Run = FaultStore['unitOfWork']['run']
type FaultStore = ReturnType<typeof bench>['watched']['store']

/** Three, in one turn of the event loop. */
function pairsAtOnce(owner: Client): Promise<readonly PairOutcome[]> {
  return Promise.all([1, 2, 3].map(() => writePair(bench().watched.store, owner)))
}

/** Both have time enough to be committed with others; one has less than the fault lasts. */
function hastyAndPatient(owner: Client): readonly [Promise<PairOutcome>, Promise<PairOutcome>] {
  const { store } = bench().watched
  return [
    bench().within(UNIT_TIMEOUT_MS, () => writePair(store, owner)),
    bench().within(5 * UNIT_TIMEOUT_MS, () => writePair(store, owner)),
  ]
}

async function ownerOfNothing(): Promise<Client> {
  const owner = await storeOwner(bench().watched.store)
  bench().watched.sent.length = 0
  return owner
}

function pairsOf({ owner }: Client): Promise<number> {
  return countPairs(bench().watched.store, owner)
}

function sent(): readonly string[] {
  return bench().watched.sent.map(({ name }) => name)
}

function startedTransactions(): number {
  return bench().watched.sent.filter(({ command }) => command['startTransaction'] === true).length
}

function codeOf({ runs, failure }: PairOutcome): { readonly runs: number; readonly code: string | undefined } {
  return { runs, code: failureCode(failure) }
}

function isOk(expected: unknown): boolean {
  return typeof expected === 'object' && expected !== null && 'ok' in expected && expected.ok === true
}
