import type { Metrics } from '@keybox/domain'
import type { MongoClient } from 'mongodb'

/**
 * Shows the pools of all servers of the deployment together, from the events that the driver tells of them
 * (https://www.mongodb.com/docs/drivers/node/current/monitoring-and-logging/monitoring/connection-monitoring/). Before
 * the client connects, so that none is missed.
 */
export function showPool(client: MongoClient, metrics: Metrics): void {
  if (!metrics.recorded) return
  let open = 0
  let inUse = 0
  let waiting = 0
  client.on('connectionCreated', () => (open += 1))
  client.on('connectionClosed', () => (open -= 1))
  client.on('connectionCheckOutStarted', () => (waiting += 1))
  client.on('connectionCheckOutFailed', () => (waiting -= 1))
  client.on('connectionCheckedOut', () => {
    waiting -= 1
    inUse += 1
  })
  client.on('connectionCheckedIn', () => (inUse -= 1))

  const connections = { name: 'keybox_store_connections', help: 'Connections to the store.' }
  metrics.gauge({ ...connections, labels: { state: 'in_use' } }, () => inUse)
  metrics.gauge({ ...connections, labels: { state: 'idle' } }, () => open - inUse)
  const help = 'Operations that wait for a connection to the store.'
  metrics.gauge({ name: 'keybox_store_connection_waiters', help }, () => waiting)
}
