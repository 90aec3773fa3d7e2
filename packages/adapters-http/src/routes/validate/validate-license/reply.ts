import { describeTerm, exhaustive, toIsoString, type Validation, type Verdict } from '@keybox/domain'
import type { InferInput } from 'valibot'
import type { validateLicenseReply } from './schema.ts'

type Reply = InferInput<typeof validateLicenseReply>

/** A verdict is current, or says that it is stale. */
export function validationReply({ verdict, asOf }: Validation): Reply {
  const reply = verdictReply(verdict)
  return asOf === undefined ? reply : { ...reply, stale: true, asOf: toIsoString(asOf) }
}

function verdictReply(verdict: Verdict): Reply {
  switch (verdict.status) {
    case 'active': {
      const { duration, expiresAt, services } = verdict.license
      return {
        success: true,
        message: 'License is valid',
        valid: true,
        status: 'active',
        duration: describeTerm(duration),
        expiresAt,
        services: [...services],
      }
    }
    case 'expired':
      return { ...refusal('expired', 'License has expired'), expiresAt: verdict.expiresAt }
    case 'invalid':
      return refusal('invalid', 'Key does not exist')
    case 'pending':
      return refusal('pending', 'License has not been activated yet')
    case 'revoked':
      return refusal('revoked', 'License revoked by developer')
    case 'machine_mismatch':
      return refusal('machine_mismatch', 'License is not valid for this machine')
    default:
      return exhaustive(verdict)
  }
}

function refusal(status: Exclude<Verdict['status'], 'active'>, message: string): Reply {
  return { success: true, message, valid: false, status }
}

/**
 * What an error of this route says to a program that looks at `valid` alone: a bad request is not valid, and a failure of
 * ours is no verdict. Nor is a 429, 413 or 415: nobody looked at the key.
 */
export function noVerdict(status: number): Readonly<Record<string, unknown>> {
  if (status >= 500) return { valid: null, status: 'server_error' }
  return status === 400 ? { valid: false } : {}
}
