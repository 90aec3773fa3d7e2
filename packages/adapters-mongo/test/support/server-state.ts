import type { Document, MongoClient } from 'mongodb'

export interface OpenOnServer {
  readonly transactions: number
  readonly cursors: number
  /** Operations under way that belong to a transaction, sessions that sit in one included. */
  readonly operations: number
}

/** What is open on a whole server, beside the question itself. */
export async function openOnServer(client: MongoClient): Promise<OpenOnServer> {
  const admin = client.db('admin')
  const { transactions, metrics } = await admin.command({ serverStatus: 1 })
  const operations = await admin
    .aggregate([{ $currentOp: { allUsers: true, idleSessions: true } }, { $match: { transaction: { $exists: true } } }])
    .toArray()
  return {
    transactions: Number(transactions.currentOpen),
    cursors: Number(metrics.cursor.open.total),
    operations: operations.length,
  }
}

/** Aborts what these commands' sessions left open on the server, as it does by itself a minute later. */
export async function killSessionsOf(client: MongoClient, commands: readonly Document[]): Promise<void> {
  const sessions = commands.flatMap(({ lsid }) => (lsid === undefined ? [] : [lsid]))
  await client.db('admin').command({ killSessions: sessions })
}

/** Aborts the transactions that an application left open and does not go on with, as the server does a minute later. */
export async function killTransactionsOf(client: MongoClient, appName: string): Promise<void> {
  const idle = [
    { $currentOp: { allUsers: true, idleSessions: true } },
    { $match: { type: 'idleSession', transaction: { $exists: true }, appName } },
  ]
  await killSessionsOf(client, await client.db('admin').aggregate(idle).toArray())
}
