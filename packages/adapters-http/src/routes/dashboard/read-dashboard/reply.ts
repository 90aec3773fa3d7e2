import type { DashboardEntry } from '@keybox/domain'
import type { FastifyReply } from 'fastify'
import type { InferInput } from 'valibot'
import { replyJsonSchema } from '../../../schema/json-schema.ts'
import { clientFields, presentClient } from '../../clients/client-fields.ts'
import { presentOwnedLicense } from '../../licenses/license-fields.ts'
import { presentProject, projectFields } from '../../projects/project-fields.ts'
import { DashboardStream } from './dashboard-stream.ts'
import { DashboardText, type PieceSerializers, type WriteCursor } from './dashboard-text.ts'
import { dashboardLicense } from './schema.ts'

const clientJson = replyJsonSchema(clientFields)
const projectJson = replyJsonSchema(projectFields)
const licenseJson = replyJsonSchema(dashboardLicense)

type Compiler = Pick<FastifyReply, 'compileSerializationSchema'>

/**
 * Begins the reply with the first entry, so that a store which fails at once is still a clean 500. `writeCursor` is given
 * for a page, and left out for the whole dashboard.
 *
 * @throws StoreFailure when the store fails
 */
export async function beginDashboard(
  entries: AsyncIterable<DashboardEntry>,
  compiler: Compiler,
  writeCursor: WriteCursor | undefined,
): Promise<DashboardStream> {
  const iterator = entries[Symbol.asyncIterator]()
  const { done, value } = await iterator.next()
  if (done === true || value.type !== 'counts') throw new Error('A dashboard begins with its counts')
  return new DashboardStream(value, iterator, new DashboardText(pieceSerializers(compiler), writeCursor))
}

/** Compiled once per server: Fastify keeps them by their schemas. */
function pieceSerializers(compiler: Compiler): PieceSerializers {
  const client = compiler.compileSerializationSchema(clientJson)
  const project = compiler.compileSerializationSchema(projectJson)
  const license = compiler.compileSerializationSchema(licenseJson)
  return {
    client: (entry) => client(presentClient(entry.client)),
    project: (entry) => project(presentProject(entry.project)),
    license: (entry) => license(presentDashboardLicense(entry)),
  }
}

function presentDashboardLicense({
  license,
  status,
}: DashboardEntry & { readonly type: 'license' }): InferInput<typeof dashboardLicense> {
  const { activation } = license
  return {
    ...presentOwnedLicense(license, status),
    ...(activation !== undefined && { machineId: activation.machine }),
  }
}
