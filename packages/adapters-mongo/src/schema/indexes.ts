import type { IndexDescription } from 'mongodb'
import type { CollectionName } from './validators.ts'

/**
 * The unique ones decide every race between nodes; the others serve the dashboard, in its order. An `_id` at the end
 * makes an order total, and the look-ups by id go by the index that every collection has.
 */
export const INDEXES: Readonly<Record<CollectionName, readonly IndexDescription[]>> = {
  accounts: [{ name: 'email', key: { emailIdentity: 1 }, unique: true }],
  sessions: [
    { name: 'family', key: { family: 1 }, unique: true },
    { name: 'owner_creation', key: { owner: 1, createdAt: 1, _id: 1 } },
    { name: 'expiry', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
  clients: [
    { name: 'owner_email', key: { owner: 1, emailIdentity: 1 }, unique: true },
    { name: 'owner_creation', key: { owner: 1, createdAt: 1, _id: 1 } },
  ],
  projects: [{ name: 'owner_client_creation', key: { owner: 1, client: 1, createdAt: 1, _id: 1 } }],
  licenses: [
    { name: 'key', key: { keyDigest: 1 }, unique: true },
    { name: 'project_creation', key: { project: 1, issuedAt: 1, _id: 1 } },
  ],
  // Removes those that are over. https://www.mongodb.com/docs/manual/core/index-ttl/
  kept_replies: [{ name: 'expiry', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  // Removes what nobody has counted in for the length of a window.
  rate_windows: [{ name: 'expiry', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  // Removes those that have gone without leaving.
  keybox_servers: [{ name: 'expiry', key: { seenAt: 1 }, expireAfterSeconds: 60 }],
  keybox_meta: [],
}
