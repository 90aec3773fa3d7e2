import { storageContracts } from '@keybox/contracts'
import { createMemoryStore } from '../src/index.ts'

storageContracts(async () => createMemoryStore())
