import type { ErrorEntry } from './error-entry.ts'

export const accountErrors = {
  FIELDS_REQUIRED: {
    status: 400,
    message: 'All fields are required',
    when: 'A field of the sign-up, the log-in, the refresh or the change of the password is missing, `null`, or empty.',
    remedy: 'Fill in every field.',
  },
  PASSWORDS_DO_NOT_MATCH: {
    status: 400,
    message: 'Passwords do not match',
    when: '`confirm_password` differs from the new password.',
    remedy: 'Have the person type the password again.',
  },
  PASSWORD_TOO_SHORT: {
    status: 400,
    message: 'Password must be at least 8 characters long',
    when: 'The new password has fewer than 8 characters.',
    remedy: 'Choose a longer one.',
  },
  TOKEN_MISSING: {
    status: 401,
    message: 'No token provided',
    when: 'The route needs a token, and there is no `Authorization` header.',
    remedy: 'Log in and send `Authorization: Bearer <token>`.',
  },
  UNAUTHORIZED: {
    status: 401,
    message: 'Unauthorized',
    when: 'The token is malformed, expired or not of this server, or its session has ended.',
    remedy: 'Refresh it, or log in again: a token is good for 30 minutes.',
  },
  REFRESH_TOKEN_INVALID: {
    status: 401,
    message: 'Unauthorized',
    when: 'The refresh token is unknown, its session has ended, or it was used before, which ends its session.',
    remedy: 'Log in again.',
  },
  INVALID_CREDENTIALS: {
    status: 401,
    message: 'Invalid credentials',
    when: 'No account has that email, or the password is wrong; it never says which. When the password is to be changed: the old one is wrong.',
    remedy: 'Check them.',
  },
  SIGNUP_CLOSED: {
    status: 403,
    message: 'Signup is closed',
    when: 'The operator of this server does not let new developers in (`KEYBOX_SIGNUP=closed`).',
    remedy: 'Ask the operator.',
  },
  EMAIL_TAKEN: {
    status: 409,
    message: 'Email already registered',
    when: 'An account has this email, in any letter case.',
    remedy: 'Log in with it, or use another one.',
  },
} as const satisfies Record<string, ErrorEntry>
