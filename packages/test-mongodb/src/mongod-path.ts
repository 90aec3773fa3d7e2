/** A program: prints the path of the mongod that the tests would start without a container, provisioning it if needed. */
import { mongodBinary } from './mongod-binary.ts'
import { reasonOf } from './test-mongodb.ts'

try {
  const { path } = await mongodBinary(process.env)
  console.log(path)
} catch (thrown) {
  console.error(reasonOf(thrown))
  process.exitCode = 1
}
