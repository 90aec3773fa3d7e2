import { createHash, randomBytes } from 'node:crypto'
import type { Random } from '@keybox/contracts'
import type { JsonObject, Reply } from '../http-client.ts'
import { isJsonObject } from '../http-client.ts'
import type { TestKeyBox } from '../keybox.ts'
import { PASSWORD } from '../seller.ts'
import type { Names } from './exercises.ts'

/** Owners stop adding things when they have so many texts: what is searched for would grow without end. */
const MOST_BELONGINGS = 150
/** Shorter ones stand in replies by chance. */
const SHORTEST = 6

/** An owner whose every text can be told from everybody else's, and all texts that have been told to them alone. */
export class Tenant {
  readonly email: string
  readonly #keybox: TestKeyBox
  readonly #mark: string
  /** Names, emails, ids, keys, cursors and fingerprints. */
  readonly #belongings = new Set<string>()
  readonly #names: Names[] = []
  #counter = 0
  #token = ''

  constructor(keybox: TestKeyBox) {
    this.#keybox = keybox
    this.#mark = `zz${randomBytes(6).toString('hex')}`
    this.email = this.text('account@example.com')
  }

  get belongings(): ReadonlySet<string> {
    return this.#belongings
  }

  get token(): string {
    return this.#token
  }

  /** A text of theirs alone, which they may send from now on. */
  text(word: string): string {
    this.#counter += 1
    const text = `${this.#mark}-${this.#counter}-${word}`
    this.#belongings.add(text)
    return text
  }

  async signUp(): Promise<void> {
    const { email } = this
    await this.#post('/auth/signup', { name: this.text('name'), email, password: PASSWORD, confirm_password: PASSWORD })
    const { body } = await this.#post('/auth/login', { email, password: PASSWORD })
    this.#token = String(body['token'])
    this.own(body['token'], body['refreshToken'], body['userId'])
  }

  /** A client with a project and an active licence, and a second client, so that the dashboard has a page behind the first. */
  async sell(): Promise<void> {
    if (this.#belongings.size > MOST_BELONGINGS) return
    const clientEmail = this.text('client@example.com')
    const client = await this.#post('/clients', { name: this.text('client'), email: clientEmail })
    const clientId = idAt(client.body['client'])
    await this.#post('/clients', { name: this.text('client'), email: this.text('other@example.com') })
    const order = { clientId, projectName: this.text('project'), duration: 12, services: ['Hosting'] }
    const { body } = await this.#post('/projects/createProject', order)
    const key = isJsonObject(body['license']) ? String(body['license']['key']) : ''
    const machineId = this.text('machine')
    this.own(createHash('sha256').update(machineId).digest('hex'))
    await this.#post('/validate/activate', { key, machineId })
    const page = await this.#keybox.call('GET', '/dashboard?limit=1', undefined, this.headers())
    this.take(page)
    const cursor = String(page.body['nextCursor'])
    const projectId = idAt(body['project'])
    this.own(key, cursor)
    this.#names.push({ clientId, projectId, key, clientEmail, accountEmail: this.email, cursor })
  }

  headers(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.#token}` }
  }

  /** The names of something they sold, each of something else. */
  someNames(random: Random): Names {
    const any = (): Names => random.pick(this.#names)
    return {
      clientId: any().clientId,
      projectId: any().projectId,
      key: any().key,
      clientEmail: any().clientEmail,
      accountEmail: this.email,
      cursor: any().cursor,
    }
  }

  /** What made something of theirs: its ids are theirs, and so is what they called it. */
  take({ body }: Reply, sent: JsonObject = {}): void {
    for (const value of [...textsIn(body), ...textsIn(sent)]) if (isOfSomebody(value)) this.own(value)
  }

  own(...values: readonly unknown[]): void {
    for (const value of values) if (typeof value === 'string' && value.length >= SHORTEST) this.#belongings.add(value)
  }

  async #post(path: string, body: JsonObject): Promise<Reply> {
    const reply = await this.#keybox.call('POST', path, body, this.#token === '' ? {} : this.headers())
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
    this.take(reply)
    return reply
  }
}

const ID_OR_KEY = /^(?:[0-9a-f]{24}|KB-.*|.*@.*)$/

function isOfSomebody(text: string): boolean {
  return ID_OR_KEY.test(text)
}

function idAt(entity: unknown): string {
  return isJsonObject(entity) ? String(entity['_id']) : ''
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : []
}
