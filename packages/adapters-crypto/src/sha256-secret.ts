import { hash } from 'node:crypto'

import { trustedSecretDigest, type DigestSecret } from '@keybox/domain'

export const sha256Secret: DigestSecret = (secret) => trustedSecretDigest(hash('sha256', secret.reveal(), 'hex'))
