import type { ProjectWithLicense } from '@keybox/domain'
import type { InferInput } from 'valibot'
import { presentNewLicense } from '../../licenses/license-fields.ts'
import { presentProject } from '../project-fields.ts'
import type { createProjectReply } from './schema.ts'

export function projectCreated({ project, license }: ProjectWithLicense): InferInput<typeof createProjectReply> {
  return {
    success: true,
    message: 'Project and License created successfully',
    project: presentProject(project),
    license: presentNewLicense(license),
  }
}
