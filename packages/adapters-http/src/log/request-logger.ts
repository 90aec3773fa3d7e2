import type { FastifyBaseLogger, FastifyHttpOptions, RawServerDefault } from 'fastify'

type Bindings = Parameters<FastifyBaseLogger['child']>[0]
type Options = Parameters<FastifyBaseLogger['child']>[1]
type LogFunction = FastifyBaseLogger['info']

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/**
 * The logger of one request: names the request in every line. Fastify makes one for each, and hardly any request is
 * logged by it (the line at the end is RequestLog's), so the real one is made when it is first used.
 */
class RequestLogger implements FastifyBaseLogger {
  declare readonly fatal: LogFunction
  declare readonly error: LogFunction
  declare readonly warn: LogFunction
  declare readonly info: LogFunction
  declare readonly debug: LogFunction
  declare readonly trace: LogFunction
  declare readonly silent: LogFunction
  readonly #parent: FastifyBaseLogger
  readonly #bindings: Bindings
  readonly #options: Options
  #made: FastifyBaseLogger | undefined

  static {
    for (const level of LEVELS) {
      Object.defineProperty(this.prototype, level, {
        value(this: RequestLogger, ...line: Parameters<LogFunction>): void {
          this.#own()[level](...line)
        },
      })
    }
  }

  constructor(parent: FastifyBaseLogger, bindings: Bindings, options: Options) {
    this.#parent = parent
    this.#bindings = bindings
    this.#options = options
  }

  get level(): string {
    return this.#own().level
  }

  set level(level: string) {
    this.#own().level = level
  }

  child(bindings: Bindings, options?: Options): FastifyBaseLogger {
    return this.#own().child(bindings, options)
  }

  #own(): FastifyBaseLogger {
    return (this.#made ??= this.#parent.child(this.#bindings, this.#options))
  }
}

type ChildLoggerFactory = NonNullable<FastifyHttpOptions<RawServerDefault>['childLoggerFactory']>

export const requestLogger: ChildLoggerFactory = (parent, bindings, options) =>
  new RequestLogger(parent, bindings, options)
