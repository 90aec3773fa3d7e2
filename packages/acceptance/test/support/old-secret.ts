import { createHmac, hkdfSync } from 'node:crypto'
import { createKeyVault, keyIdOf, parseMasterSecret, type MasterSecret } from '@keybox/adapters-crypto'
import { trustedEntityId, trustedLicenseKey, type KeyVault } from '@keybox/domain'
import { storedBytes } from './stored-bytes.ts'
import { storedSeals, type StoredSeals } from './stored-seals.ts'

/** What somebody can do who has a secret, a database, and a token that they were once given. */
export class SecretHolder {
  readonly #text: string
  readonly #secret: MasterSecret
  readonly #vault: KeyVault

  constructor(text: string) {
    const secret = parseMasterSecret(text)
    if (!secret.ok) throw new TypeError(`A test's secret ${secret.error.reason}`)
    this.#text = text
    this.#secret = secret.value
    this.#vault = createKeyVault(secret.value)
  }

  /** The claims of a token, signed anew: once under each name that the secret may go by. */
  forge(token: string): readonly string[] {
    const [header = '', claims = ''] = token.split('.')
    const named = JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly kid: string }
    const { kid: _own, ...unnamed } = named
    return [{ ...named, kid: keyIdOf(this.#secret) }, named, unnamed].map((forged) => {
      const input = `${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${claims}`
      const key = hkdfSync('sha256', this.#text, new Uint8Array(), 'keybox/1/access-token-signing', 32)
      return `${input}.${createHmac('sha256', new Uint8Array(key)).update(input).digest('base64url')}`
    })
  }

  /** How many of the sealed licence keys and replies in a database open. */
  async opens(databaseUrl: string): Promise<{ readonly sealed: number; readonly opened: number }> {
    const { licenses, replies }: StoredSeals = await storedSeals(databaseUrl)
    const tries = [
      ...licenses.map(
        ({ id, seal }) =>
          () =>
            this.#vault.open(seal, trustedEntityId('License', id)),
      ),
      ...replies.map(
        ({ id, seal }) =>
          () =>
            this.#vault.replies.open(seal, id),
      ),
    ]
    return { sealed: tries.length, opened: tries.filter(succeeds).length }
  }

  /** How many of these keys somebody who has the database can tell to be in it, wherever in its bytes that shows. */
  async recognises(databaseUrl: string, keys: readonly string[]): Promise<number> {
    const bytes = await storedBytes(databaseUrl)
    return keys.filter((key) => bytes.includes(this.#vault.digest(trustedLicenseKey(key)))).length
  }
}

function succeeds(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
