import { instant, type Project } from '@keybox/domain'
import { anId, displayName, sequence } from './values.ts'

/** A valid project of its own id; owner and client are nobody's unless given. */
export function aProject(overrides: Partial<Project> = {}): Project {
  return {
    id: anId('Project'),
    owner: anId('Account'),
    client: anId('Client'),
    name: displayName(`Project ${sequence()}`),
    createdAt: instant(Date.UTC(2024, 0, 3)),
    updatedAt: instant(Date.UTC(2024, 0, 3)),
    ...overrides,
  }
}
