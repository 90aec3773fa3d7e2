import type { Account, License } from '@keybox/domain'

/** An account as plain values: a matcher sees through no `Redacted`, it would call any two of them equal. */
export function plainAccount(account: Account | undefined): unknown {
  return account === undefined ? undefined : { ...account, passwordHash: account.passwordHash.reveal() }
}

/** A licence as plain values, for the same reason. */
export function plainLicense(license: License | undefined): unknown {
  return license === undefined ? undefined : { ...license, key: license.key.reveal() }
}
