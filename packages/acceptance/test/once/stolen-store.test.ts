import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { capturedLog } from '../support/captured-log.ts'
import { everythingThatHappens, type Happened } from '../support/everything-that-happens.ts'
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts'
import { startKeyBox, type TestKeyBox } from '../support/keybox.ts'
import { tryEverything } from '../support/loot/attempts.ts'
import { candidatesIn, type Loot } from '../support/loot/candidates.ts'
import { secretsIn } from '../support/secret-traces.ts'
import { meStatus, refresh, signIn } from '../support/sign-in.ts'
import { storedBytes } from '../support/stored-bytes.ts'
import { storedValues } from '../support/stored-values.ts'

const SECRET = 'b0th-th3-thi3f-and-th3-b4ckup-l4ck-this'
/** What a thief finds in the service's unit file or in `.env`, with the secret kept elsewhere. */
const CONFIGURATION = {
  KEYBOX_LOG_LEVEL: 'trace',
  KEYBOX_SERVICES: 'Hosting,Domain',
  KEYBOX_CORS_ORIGINS: 'https://shop.example',
  KEYBOX_TRUSTED_PROXIES: '10.0.0.0/8',
}

describe.each(['sqlite', 'mongo'] as const)(
  'whoever has database, log and configuration on %s, but not the secret',
  (store) => {
    let database: FreshDatabase
    let keybox: TestKeyBox
    let happened: Happened
    let loot: Loot
    let token: string

    beforeAll(async () => {
      database = await freshDatabase(store)
      const log = capturedLog()
      keybox = await startKeyBox({
        database,
        env: { ...CONFIGURATION, KEYBOX_SECRET: SECRET },
        logDestination: log.destination,
      })
      happened = await everythingThatHappens(keybox)
      // A session that is under way, as its token has to be for anybody to use it.
      token = (await signIn(keybox, happened.good.email, happened.good.password)).token
      const configuration = JSON.stringify({ ...CONFIGURATION, KEYBOX_DATABASE_URL: database.url })
      loot = {
        bytes: await storedBytes(database.url),
        values: await storedValues(database.url),
        texts: [log.text(), configuration],
      }
    })

    afterAll(async () => {
      await keybox.close()
      await database.drop()
    })

    test('finds no credential in it, in clear, UTF-16, base64 or hex', () => {
      const secrets = [
        ...happened.secrets,
        { name: 'the secret', text: SECRET },
        { name: 'a token that is good', text: token },
      ]
      expect(secrets.length).toBeGreaterThan(30)
      for (const bytes of [loot.bytes, ...loot.texts.map((text) => Buffer.from(text))]) {
        expect(secretsIn(bytes, secrets)).toEqual([])
      }
      // The search does see what is there.
      const written = [
        Buffer.from(token, 'utf16le'),
        Buffer.from(`x${token}`.slice(0, 99)),
        Buffer.from(SECRET).toString('hex'),
      ]
      const found = secretsIn(Buffer.concat(written.map((part) => Buffer.from(part))), secrets)
      expect(found).toEqual(['the secret in hex', 'a token that is good in UTF-16LE'])
    })

    test(
      'finds nothing in it that the server takes for a token, a key or a password',
      { timeout: 300_000 },
      async () => {
        const candidates = candidatesIn(loot)
        const { attempts, accepted } = await tryEverything(keybox, candidates, { email: happened.good.email, token })
        console.log(`stolen store on ${store}: ${accepted.length} of ${attempts} attempts accepted`)
        expect(accepted).toEqual([])
        // Email address, digests, seals and password hash were among what was tried.
        expect(candidates.found).toContain(happened.good.email)
        expect(candidates.found.some((text) => text.startsWith('$argon2id$'))).toBe(true)
        expect(candidates.dressed.length).toBeGreaterThan(20)
        expect(candidates.keys.length).toBeGreaterThan(20)
      },
    )

    test('would have found whatever is there', async () => {
      const { email, password, refreshToken, key } = happened.good
      const session = await signIn(keybox, email, password)
      const texts = [
        JSON.stringify({ headers: { authorization: session.token } }),
        `key=${key}&p="${password}" ${SECRET}`,
      ]
      const planted = candidatesIn({ bytes: Buffer.from(`\0${refreshToken}\0`), values: [], texts })
      const { accepted } = await tryEverything(keybox, planted, { email, token: session.token })
      const kinds = ['an access token', 'a signing key', 'a refresh token', 'a licence key', 'a password']
      expect(new Set(accepted)).toEqual(new Set(kinds))
    })

    test('all of which was good all the time', async () => {
      const { email, password } = happened.good
      const session = await signIn(keybox, email, password)
      expect(await meStatus(keybox, session)).toBe(200)
      expect((await refresh(keybox, session.refreshToken)).status).toBe(200)
    })
  },
)
