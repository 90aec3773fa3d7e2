import { Agent } from 'node:http'
import { send } from '../http-client.ts'
import { atOnce, type Attack } from './attack.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
/** A JSON body of 64 KiB less a byte. */
const BIG_BODY = JSON.stringify({ name: 'A', email: 'a@example.com', password: 'x', confirm_password: 'y', more: '' })
const PADDED = BIG_BODY.replace('"more":""', `"more":"${'x'.repeat(64 * 1024 - 1 - BIG_BODY.length)}"`)

export const logIns: Attack = {
  name: 'a flood of log-ins, 400 at once',
  run({ address, email }, strength, over) {
    const agent = new Agent({ keepAlive: true })
    const body = JSON.stringify({ email, password: 'a wrong password' })
    return atOnce(400 * strength, over, () =>
      send(address, { method: 'POST', path: '/auth/login', headers: JSON_TYPE, body, agent }),
    ).finally(() => agent.destroy())
  },
}

export const projects: Attack = {
  name: 'a flood of createProject, 800 at once',
  run({ address, token, clientId }, strength, over) {
    const agent = new Agent({ keepAlive: true })
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` }
    const body = JSON.stringify({ clientId, projectName: 'Flood', duration: 1, services: ['Hosting'] })
    return atOnce(800 * strength, over, () =>
      send(address, { method: 'POST', path: '/projects/createProject', headers, body, agent }),
    ).finally(() => agent.destroy())
  },
}

export const bigBodies: Attack = {
  name: 'bodies just under the limit, 400 at once',
  run({ address }, strength, over) {
    const agent = new Agent({ keepAlive: true })
    return atOnce(400 * strength, over, () =>
      send(address, { method: 'POST', path: '/auth/signup', headers: JSON_TYPE, body: PADDED, agent }),
    ).finally(() => agent.destroy())
  },
}
