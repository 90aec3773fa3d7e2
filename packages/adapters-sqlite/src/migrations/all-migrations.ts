import { initialSchema } from './0001-initial-schema.ts'
import { dashboardTotals } from './0002-dashboard-totals.ts'
import { keptReplies } from './0003-kept-replies.ts'
import { sessions } from './0004-sessions.ts'
import { twoSecrets } from './0005-two-secrets.ts'
import type { Migration } from './migration.ts'

/** In the order of their versions, from 1 without a gap. */
export const ALL_MIGRATIONS: readonly Migration[] = [initialSchema, dashboardTotals, keptReplies, sessions, twoSecrets]
