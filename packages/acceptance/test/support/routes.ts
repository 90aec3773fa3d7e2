export interface Route {
  readonly method: string
  readonly path: string
}

/** Any key that no store holds. */
export const UNKNOWN_KEY = 'KB-0123456789abcdef01234567-AAAA-BBBB-CCCC'
/** Any id that no store holds. */
export const UNKNOWN_ID = '0123456789abcdef01234567'

export const authenticatedRoutes: readonly Route[] = [
  { method: 'GET', path: '/auth/me' },
  { method: 'POST', path: '/auth/password' },
  { method: 'POST', path: '/clients' },
  { method: 'POST', path: '/projects/createProject' },
  { method: 'POST', path: '/license/create' },
  { method: 'PATCH', path: `/license/revoke/${UNKNOWN_KEY}` },
  { method: 'GET', path: '/dashboard' },
]

/** They ask for a token too, and end its session. */
export const sessionEndingRoutes: readonly Route[] = [
  { method: 'POST', path: '/auth/logout' },
  { method: 'POST', path: '/auth/logout-all' },
]

export const publicRoutes: readonly Route[] = [
  { method: 'POST', path: '/auth/signup' },
  { method: 'POST', path: '/auth/login' },
  { method: 'POST', path: '/auth/refresh' },
  { method: 'POST', path: '/validate' },
  { method: 'POST', path: '/validate/activate' },
  { method: 'GET', path: '/health' },
  { method: 'GET', path: '/health/ready' },
]
