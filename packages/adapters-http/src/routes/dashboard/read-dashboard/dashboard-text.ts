import { type ClientPlace, type DashboardEntry, exhaustive } from '@keybox/domain'

/** Writes the pieces that a dashboard is made of, each as a JSON object. */
export interface PieceSerializers {
  readonly client: (entry: DashboardEntry & { readonly type: 'client' }) => string
  readonly project: (entry: DashboardEntry & { readonly type: 'project' }) => string
  readonly license: (entry: DashboardEntry & { readonly type: 'license' }) => string
}

export type WriteCursor = (place: ClientPlace) => string

type Counts = DashboardEntry & { readonly type: 'counts' }

/** How many objects are open: none, a client, or a project in a client. */
type Depth = 0 | 1 | 2

/**
 * The JSON text of a dashboard, a piece at a time: what it has been given so far is not kept. Each piece closes what came
 * before it, so the text is well-formed only after `end`.
 */
export class DashboardText {
  readonly #serialize: PieceSerializers
  #depth: Depth = 0
  /** Whether the list that the next piece goes into is still empty. */
  #listIsEmpty = true

  readonly #writeCursor: WriteCursor | undefined
  /** What stands behind the list of clients: nothing where everything was asked for. */
  #nextCursor: string | null = null

  /** Without `writeCursor` it is the whole dashboard; with it a page, which names the next one or `null`. */
  constructor(serialize: PieceSerializers, writeCursor?: WriteCursor) {
    this.#serialize = serialize
    this.#writeCursor = writeCursor
  }

  begin({ clients, projects }: Counts): string {
    const head = {
      success: true,
      message: 'Dashboard fetched successfully',
      clientsCount: clients,
      projectsCount: projects,
    }
    return `${JSON.stringify(head).slice(0, -1)},"data":[`
  }

  /** @throws Error when the counts come again: they stand at the beginning */
  next(entry: DashboardEntry): string {
    switch (entry.type) {
      case 'client':
        return this.#closeTo(0) + this.#openObject(this.#serialize.client(entry), 'projects', 1)
      case 'project':
        return this.#closeTo(1) + this.#openObject(this.#serialize.project(entry), 'licenses', 2)
      case 'license':
        return this.#comma() + this.#serialize.license(entry)
      case 'more':
        this.#nextCursor = this.#writeCursor?.(entry.after) ?? null
        return ''
      case 'counts':
        throw new Error('The counts of a dashboard stand at its beginning')
      default:
        return exhaustive(entry)
    }
  }

  end(): string {
    const next = this.#writeCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(this.#nextCursor)}`
    return `${this.#closeTo(0)}]${next}}`
  }

  #openObject(json: string, list: string, depth: Depth): string {
    const text = `${this.#comma()}${json.slice(0, -1)},"${list}":[`
    this.#depth = depth
    this.#listIsEmpty = true
    return text
  }

  #closeTo(depth: Depth): string {
    const levels = this.#depth - depth
    if (levels <= 0) return ''
    this.#depth = depth
    this.#listIsEmpty = false
    return ']}'.repeat(levels)
  }

  #comma(): string {
    const comma = this.#listIsEmpty ? '' : ','
    this.#listIsEmpty = false
    return comma
  }
}
