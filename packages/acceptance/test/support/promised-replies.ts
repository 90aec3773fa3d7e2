/** By route and status, the codes that the contract promises; success has none. The codes are ours, the rest is fixed. */
export const promisedReplies: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  'POST /auth/signup': {
    201: [],
    400: ['FIELDS_REQUIRED', 'PASSWORDS_DO_NOT_MATCH', 'PASSWORD_TOO_SHORT', 'VALIDATION_ERROR'],
    403: ['SIGNUP_CLOSED'],
    409: ['EMAIL_TAKEN'],
    429: ['RATE_LIMITED'],
    500: ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
    503: ['OVERLOADED', 'SHUTTING_DOWN'],
  },
  'POST /auth/login': {
    200: [],
    400: ['FIELDS_REQUIRED', 'VALIDATION_ERROR'],
    401: ['INVALID_CREDENTIALS'],
    429: ['RATE_LIMITED'],
    500: ['STORE_UNAVAILABLE'],
    503: ['OVERLOADED', 'SHUTTING_DOWN'],
  },
  'GET /auth/me': { 200: [], 401: ['TOKEN_MISSING', 'UNAUTHORIZED'], 500: ['STORE_UNAVAILABLE'] },
  'POST /clients': {
    201: [],
    400: ['CLIENT_NAME_REQUIRED', 'CLIENT_EMAIL_REQUIRED', 'VALIDATION_ERROR'],
    401: ['TOKEN_MISSING', 'UNAUTHORIZED'],
    409: ['CLIENT_EMAIL_TAKEN'],
    500: ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
  },
  'POST /projects/createProject': {
    201: [],
    400: ['CLIENT_AND_PROJECT_NAME_REQUIRED', 'INVALID_DURATION', 'SERVICES_REQUIRED', 'VALIDATION_ERROR'],
    401: ['TOKEN_MISSING', 'UNAUTHORIZED'],
    404: ['CLIENT_NOT_FOUND'],
    500: ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
  },
  'POST /license/create': {
    201: [],
    400: ['INVALID_DURATION', 'CLIENT_AND_PROJECT_REQUIRED', 'SERVICES_REQUIRED', 'VALIDATION_ERROR'],
    401: ['TOKEN_MISSING', 'UNAUTHORIZED'],
    404: ['CLIENT_NOT_FOUND', 'PROJECT_NOT_FOUND'],
    500: ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
  },
  'PATCH /license/revoke/{key}': {
    200: [],
    400: ['VALIDATION_ERROR'],
    401: ['TOKEN_MISSING', 'UNAUTHORIZED'],
    404: ['LICENSE_NOT_FOUND'],
    409: ['LICENSE_NOT_TOGGLEABLE'],
    500: ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
  },
  'GET /dashboard': {
    200: [],
    400: ['VALIDATION_ERROR'],
    401: ['TOKEN_MISSING', 'UNAUTHORIZED'],
    500: ['STORE_UNAVAILABLE'],
  },
  'POST /validate': {
    200: [],
    400: ['LICENSE_KEY_REQUIRED', 'VALIDATION_ERROR'],
    429: ['RATE_LIMITED'],
    500: ['STORE_UNAVAILABLE'],
  },
  'POST /validate/activate': {
    200: [],
    400: ['LICENSE_KEY_REQUIRED', 'MACHINE_ID_REQUIRED', 'VALIDATION_ERROR'],
    403: ['LICENSE_REVOKED', 'LICENSE_EXPIRED', 'LICENSE_BOUND_ELSEWHERE'],
    404: ['LICENSE_NOT_FOUND'],
    429: ['RATE_LIMITED'],
    500: ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
  },
  'GET /health': { 200: [] },
  'GET /health/ready': { 200: [], 503: ['NOT_READY'] },
}

/** What any route that takes a body may answer before it looks at it. */
export const promisedOfEveryBody: Readonly<Record<number, readonly string[]>> = {
  400: ['INVALID_JSON', 'INVALID_BODY'],
  408: ['REQUEST_TIMEOUT'],
  413: ['BODY_TOO_LARGE'],
  415: ['UNSUPPORTED_MEDIA_TYPE'],
  431: ['HEADERS_TOO_LARGE'],
}
