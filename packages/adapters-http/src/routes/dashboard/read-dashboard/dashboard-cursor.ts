import { createHash } from 'node:crypto'
import { type AccountId, type ClientPlace, instant, trustedEntityId } from '@keybox/domain'

/**
 * The text of a place between two pages: base64url of the time (8 bytes), the client's id (12) and a check over both
 * and the owner (12). Clients take it for opaque, so it may change with any release.
 *
 * The check is no secret: whoever forges a cursor learns nothing, for it only says where in their own list to begin.
 * It tells a cursor that was cut, mistyped or issued to somebody else from one to go on from.
 */
const CURSOR_BYTES = 32
const PLACE_BYTES = 20

export function writeCursor(owner: AccountId, { createdAt, id }: ClientPlace): string {
  const place = Buffer.alloc(PLACE_BYTES)
  place.writeBigInt64BE(BigInt(createdAt))
  place.write(id, 8, 'hex')
  return Buffer.concat([place, check(owner, place)]).toString('base64url')
}

/** undefined: no cursor, or not one of this owner's */
export function readCursor(owner: AccountId, text: string): ClientPlace | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // Decoding passes over what is not base64url, and over spare bits at the end.
  if (bytes.length !== CURSOR_BYTES || bytes.toString('base64url') !== text) return undefined
  const place = bytes.subarray(0, PLACE_BYTES)
  if (!check(owner, place).equals(bytes.subarray(PLACE_BYTES))) return undefined
  return placeIn(place)
}

/** A check can be forged, so even now the time may be none. */
function placeIn(place: Buffer): ClientPlace | undefined {
  const createdAt = Number(place.readBigInt64BE())
  if (Number.isNaN(new Date(createdAt).getTime())) return undefined
  return { createdAt: instant(createdAt), id: trustedEntityId('Client', place.toString('hex', 8)) }
}

function check(owner: AccountId, place: Buffer): Buffer {
  const digest = createHash('sha256').update('KeyBox dashboard cursor 1').update(owner).update(place).digest()
  return digest.subarray(0, CURSOR_BYTES - PLACE_BYTES)
}
