/** What the commands say where the store is not a file of ours: MongoDB has tools of its own for it. */
export const MONGODB_BACKUP: readonly string[] = [
  'MongoDB is backed up by its own tools, while everything goes on:',
  '  mongodump --uri "$KEYBOX_DATABASE_URL_WITHOUT_DATABASE" --oplog --gzip --archive=keybox.archive',
  'With --oplog the whole deployment is dumped as it was at one moment, so the URI names no database.',
  'Of a deployment on volumes, a snapshot of the file system of one member does as well.',
  'The secret (KEYBOX_SECRET) is yours to keep, apart from the dump: without it no licence key can be looked up.',
  'docs/operations.md has it step by step.',
]

export const MONGODB_RESTORE: readonly string[] = [
  'MongoDB is restored by its own tools, into a deployment on which no KeyBox server runs:',
  '  mongorestore --uri "$KEYBOX_DATABASE_URL_WITHOUT_DATABASE" --oplogReplay --gzip --archive=keybox.archive',
  'Then start a server with the KEYBOX_SECRET of then, and run: npm run doctor',
  'docs/operations.md has it step by step.',
]
