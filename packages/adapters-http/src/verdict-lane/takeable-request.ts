import { IncomingMessage } from 'node:http'

/**
 * Is given the body once it has come whole and in one piece, else undefined. Says whether it keeps it; a body that it
 * does not keep is read from the request as ever.
 */
export type BodyTaker = (body: Buffer | undefined) => boolean

/**
 * A request whose body may be taken as the parser hands it over, before it becomes a stream: the stream's buffer, its
 * events and the turns between them cost a fifth of what a bare request costs in all. Nobody sees that it was taken: for
 * everyone else it is a request without a body.
 *
 * `push` is how Node's parser fills a request, as any source of a `Readable` does
 * (https://nodejs.org/api/stream.html#readablepushchunk-encoding).
 */
export class TakeableRequest extends IncomingMessage {
  #taker: BodyTaker | undefined
  #length = 0
  #body: Buffer | undefined

  /** Before the turn ends in which the request came. `length` is the body's, in bytes, by its head. */
  takeBody(length: number, taker: BodyTaker): void {
    this.#taker = taker
    this.#length = length
  }

  /** A piece of the body; null: that was all. @returns whether more may come at once */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    const taker = this.#taker
    if (taker === undefined) return super.push(chunk, encoding)
    if (chunk?.length === this.#length) {
      this.#body = chunk
      return true
    }
    this.#taker = undefined
    const body = this.#body
    this.#body = undefined
    if (!taker(body) && body !== undefined) super.push(body)
    return super.push(chunk, encoding)
  }
}
