import { createKeyVault, generateMasterSecret } from '@keybox/adapters-crypto'
import type { KeyVault } from '@keybox/domain'

/** The real one, over a secret that ends with the process. */
export const keyVault: KeyVault = createKeyVault(generateMasterSecret())
