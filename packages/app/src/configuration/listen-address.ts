import { isIP } from 'node:net'

import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

const PORT_MAX = 65_535
const HOST_NAME = /^(?=.{1,253}$)[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i

/** An IP address without brackets, or a host name. */
export function parseHost(text: string): Result<string, InvalidValue> {
  return isIP(text) > 0 || HOST_NAME.test(text) ? ok(text) : invalidValue('must be an IP address or a host name')
}

/** 0 stands for any free port. */
export function parsePort(text: string): Result<number, InvalidValue> {
  const port = Number(text)
  return /^\d{1,5}$/.test(text) && port <= PORT_MAX
    ? ok(port)
    : invalidValue(`must be a whole number from 0 to ${PORT_MAX}`)
}
