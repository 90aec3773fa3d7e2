import { trustedEntityId, type Clock, type IdGenerator, type RandomBytes } from '@keybox/domain'

const PROCESS_BYTES = 5
const COUNTER_BYTES = 3
const COUNTER_END = 2 ** 24
/** 32 bits of seconds come round in 2106, as they do in MongoDB's own ids. */
const SECONDS_END = 2 ** 32

export interface IdGeneratorDependencies {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
}

/**
 * MongoDB's ObjectId (https://www.mongodb.com/docs/manual/reference/bson-types/#objectid): 4 bytes of seconds, 5 random
 * bytes of this process, a 3-byte counter that starts at random. Unlike there, each is greater than the one before it,
 * come what may: a clock that steps back is not followed, and a counter that overflows borrows the next second.
 */
export function createIdGenerator({ clock, randomBytes }: IdGeneratorDependencies): IdGenerator {
  const process = hex(randomBytes(PROCESS_BYTES))
  let counter = Number.parseInt(hex(randomBytes(COUNTER_BYTES)), 16)
  let seconds = 0

  return {
    next(kind) {
      const now = Math.floor(clock.now() / 1000)
      counter = (counter + 1) % COUNTER_END
      if (now > seconds) seconds = now
      else if (counter === 0) seconds += 1
      return trustedEntityId(kind, digits(seconds % SECONDS_END, 4) + process + digits(counter, COUNTER_BYTES))
    },
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function digits(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0')
}
