import type { ErrorEntry } from './error-entry.ts'

/** Errors of clients, projects and licences: what a signed-in developer meets. */
export const salesErrors = {
  CLIENT_NAME_REQUIRED: {
    status: 400,
    message: 'Client name required',
    when: '`name` is missing or blank.',
    remedy: 'Give the client a name.',
  },
  CLIENT_EMAIL_REQUIRED: {
    status: 400,
    message: 'Client email required',
    when: '`email` is missing or blank.',
    remedy: 'Give the client an email address.',
  },
  CLIENT_EMAIL_TAKEN: {
    status: 409,
    message: 'Client with this email already exists',
    when: 'One of your clients has this email, in any letter case.',
    remedy: 'Use that client: the dashboard lists it.',
  },
  CLIENT_AND_PROJECT_NAME_REQUIRED: {
    status: 400,
    message: 'Client ID & Project name required',
    when: '`clientId` or `projectName` is missing or blank.',
    remedy: 'Send both.',
  },
  CLIENT_AND_PROJECT_REQUIRED: {
    status: 400,
    message: 'Client & Project required',
    when: '`clientId` or `projectId` is missing or blank.',
    remedy: 'Send both.',
  },
  INVALID_DURATION: {
    status: 400,
    message: 'Invalid duration',
    when: '`duration` is missing, or is not a whole number from 1 to 12. The text `"6"` is no number.',
    remedy: 'Send the number of months as a JSON number.',
  },
  SERVICES_REQUIRED: {
    status: 400,
    message: 'At least one service is required',
    when: '`services` is empty; for a new project also when it is missing or not an array.',
    remedy: 'Name one or more of the services that this server offers.',
  },
  CLIENT_NOT_FOUND: {
    status: 404,
    message: 'Client not found',
    when: 'There is no such client, or it is another developer’s; it never says which.',
    remedy: 'Take the `_id` from the dashboard.',
  },
  PROJECT_NOT_FOUND: {
    status: 404,
    message: 'Project not found',
    when: 'There is no such project, it is another developer’s, or it is not that client’s; it never says which.',
    remedy: 'Take the `_id` from the dashboard.',
  },
  LICENSE_NOT_TOGGLEABLE: {
    status: 409,
    message: 'Only an active or revoked license can be toggled',
    when: 'The licence was never activated (it can be revoked with `{ "revoked": true }`, not toggled), or its term is over.',
    remedy: 'Look at its status in the dashboard. A licence whose term is over stays EXPIRED: issue a new one.',
  },
} as const satisfies Record<string, ErrorEntry>
