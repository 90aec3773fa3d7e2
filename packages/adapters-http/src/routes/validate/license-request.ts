import * as v from 'valibot'
import { fingerprint, licenseKey } from '../../schema/fields.ts'
import { isBlank, refusedFor } from '../../schema/refusals.ts'

/** What a customer's program sends, to validate and to activate alike. `productName` is among the fields ignored. */
export const licenseRequest = v.pipe(
  v.object({
    key: licenseKey,
    machineId: v.nullish(fingerprint),
    instanceId: v.nullish(fingerprint),
  }),
  refusedFor({ code: 'LICENSE_KEY_REQUIRED', applies: ({ key }) => isBlank(key) }),
  v.transform(({ key, machineId, instanceId }) => ({
    key,
    fingerprint: machineId ?? instanceId ?? undefined,
  })),
)
