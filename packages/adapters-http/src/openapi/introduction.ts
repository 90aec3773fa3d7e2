export const INTRODUCTION = `The licence server for developers who sell software.

Sign up, log in, and send the token as \`Authorization: Bearer <token>\`. What you create belongs to you alone: another
developer's id answers exactly like one that does not exist. A token is good for 30 minutes; get
the next one with the refresh token (\`POST /auth/refresh\`), each of which is good once. A customer's program needs no
token for \`/validate\` and \`/validate/activate\`: the licence key is its credential.

JSON in, JSON out. Every reply has a boolean \`success\` and a human \`message\`; every error also has a \`code\` for
programs and a \`requestId\` to look for in the log. Ids are 24 hexadecimal digits, dates are ISO 8601 in UTC.
Names, emails, ids and keys are trimmed; \`null\` counts as missing; unknown fields are ignored.`

export const TAGS: { name: string; description: string }[] = [
  { name: 'Accounts', description: 'Developers who sell software.' },
  { name: 'Clients', description: 'Their customers.' },
  { name: 'Projects', description: 'What they made for a customer.' },
  { name: 'Licenses', description: 'What entitles a customer to run it.' },
  { name: 'Dashboard', description: 'All of it at a glance.' },
  { name: 'Validation', description: 'What the sold program calls.' },
  { name: 'Operations', description: 'What whoever runs the server needs.' },
]
