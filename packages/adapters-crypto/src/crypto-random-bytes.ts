import { randomBytes } from 'node:crypto'

import type { RandomBytes } from '@keybox/domain'

/** From the operating system's source, through OpenSSL. */
export const cryptoRandomBytes: RandomBytes = (count) => randomBytes(count)
