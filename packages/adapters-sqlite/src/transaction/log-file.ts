import { open, type FileHandle } from 'node:fs/promises'

/** What is read and written at once. */
const CHUNK_BYTES = 1024 * 1024

/** The file of a database's write-ahead log, as whoever makes it durable needs it. */
export interface LogFile {
  /** Resolves once everything that was written before this call is on the disk. */
  sync(): Promise<void>
  /**
   * After a sync that failed: the system may have forgotten what it still has to write, so that the next one succeeds
   * for nothing (https://lwn.net/Articles/752063/). What is in the log is written over itself, and then synced. Nobody may
   * write into it meanwhile.
   */
  writeAgain(): Promise<void>
  close(): Promise<void>
}

/**
 * Of a database that has a log by now. SQLite has no lock on this file that closing it would take away: those of the
 * write-ahead log are on its index (https://sqlite.org/walformat.html#the_wal_index_file_format).
 */
export async function openLogFile(database: string): Promise<LogFile> {
  // Some systems sync only what is open for writing.
  const file = await open(`${database}-wal`, 'r+')
  return {
    sync: () => file.datasync(),
    writeAgain: async () => {
      await overwriteWithItself(file)
      await file.datasync()
    },
    close: () => file.close(),
  }
}

async function overwriteWithItself(file: FileHandle): Promise<void> {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
    if (bytesRead === 0) return
    for (let written = 0; written < bytesRead;) {
      const { bytesWritten } = await file.write(chunk, written, bytesRead - written, position + written)
      written += bytesWritten
    }
    position += bytesRead
  }
}
