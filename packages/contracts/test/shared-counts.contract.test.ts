import { sharedCountsContract, sharedCountsInMemory } from '../src/index.ts'

sharedCountsContract(async () => ({ join: sharedCountsInMemory(), close: () => Promise.resolve() }))
