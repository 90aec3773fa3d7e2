import { open } from '../support/stores.ts'

// A server that opens the database named on its command line, says how that went, and stays until it is killed or its
// input ends.
const [path = ''] = process.argv.slice(2)
const store = await open(path)
process.stdout.write(store.ok ? 'open' : store.error.reason)
for await (const _ of process.stdin) continue
if (store.ok) await store.value.close()
