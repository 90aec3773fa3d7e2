import type { TokenForge, TokenParts } from './token-forge.ts'

/** What a wrong `Authorization` header is made from: a token that is good, its parts, and the true key. */
export interface Genuine {
  readonly token: string
  readonly parts: TokenParts
  /** Of a good token of another owner. */
  readonly theirs: TokenParts
  readonly forge: TokenForge
}

type HeaderFrom = (genuine: Genuine) => string | undefined

/** Two refusals, by the contract. */
const NO_TOKEN = { message: 'No token provided', code: 'TOKEN_MISSING' } as const
const REFUSED = { message: 'Unauthorized', code: 'UNAUTHORIZED' } as const

/** One column of the matrix: a header, and what a route that asks for a token answers to it. */
export interface Credential {
  readonly name: string
  /** undefined: there is no such header */
  readonly header: HeaderFrom
  readonly refusal: { readonly message: string; readonly code: string }
}

const missing: Readonly<Record<string, HeaderFrom>> = {
  'no header': () => undefined,
  'an empty header': () => '',
  'a header of white space': () => '  \t ',
}

/** Each is the good token but for one thing, under the true signature unless it says otherwise. */
const refused: Readonly<Record<string, HeaderFrom>> = {
  'a scheme and no token': () => 'Bearer',
  'a token and no scheme': ({ token }) => token,
  'another scheme': ({ token }) => `Basic ${token}`,
  'two tokens': ({ token }) => `Bearer ${token} ${token}`,
  'text that is no token': () => 'Bearer abc',
  'a token that has expired': withClaims(({ claims }) => ({ exp: claims['iat'] })),
  'a token that is not valid yet': withClaims(({ claims }) => ({ nbf: Number(claims['exp']) - 1 })),
  'no end': withClaims(() => ({ exp: undefined })),
  'no time of issue': withClaims(() => ({ iat: undefined })),
  'another audience': withClaims(() => ({ aud: 'another-api' })),
  'no audience': withClaims(() => ({ aud: undefined })),
  'another issuer': withClaims(() => ({ iss: 'somebody' })),
  'no issuer': withClaims(() => ({ iss: undefined })),
  'an unknown subject': withClaims(() => ({ sub: '0'.repeat(24) })),
  'a subject that is no id': withClaims(() => ({ sub: { $gt: '' } })),
  'no session': withClaims(() => ({ sid: undefined })),
  'a session that is none': withClaims(() => ({ sid: '0'.repeat(24) })),
  'another owner’s name on our session': withClaims((_, { claims }) => ({ sub: claims['sub'] })),
  'another owner’s session on our name': withClaims((_, { claims }) => ({ sid: claims['sid'], jti: claims['jti'] })),
  'another type': withHeader(() => ({ typ: 'JWT' })),
  'no type': withHeader(() => ({ typ: undefined })),
  'a critical extension': withHeader(() => ({ crit: ['exp'], exp: 1 })),
  'algorithm none, unsigned': bearer(({ forge, parts }) => forge.unsigned(withAlgorithm(parts, 'none'))),
  'algorithm nOnE, unsigned': bearer(({ forge, parts }) => forge.unsigned(withAlgorithm(parts, 'nOnE'))),
  'algorithm none over a true signature': withHeader(() => ({ alg: 'none' })),
  'the true algorithm, unsigned': bearer(({ forge, parts }) => forge.unsigned(parts)),
  'algorithm HS512 under our secret': bearer(({ forge, parts }) =>
    forge.signed(withAlgorithm(parts, 'HS512'), 'sha512'),
  ),
  'algorithm HS384 under our secret': bearer(({ forge, parts }) =>
    forge.signed(withAlgorithm(parts, 'HS384'), 'sha384'),
  ),
  'algorithm RS256 under our secret': withHeader(() => ({ alg: 'RS256' })),
  'algorithm RS256, signed by a key pair': bearer(({ forge, parts }) =>
    forge.signedByRsa(withAlgorithm(parts, 'RS256')),
  ),
  'HS256 under the text of a public key': bearer(({ forge, parts }) => forge.signedByPublicKey(parts)),
  'the signature of another secret': bearer(({ forge, parts }) => forge.signed(parts, 'sha256', Buffer.alloc(32, 'x'))),
  'a payload that was changed': bearer(({ token }) => changedAt(token, token.indexOf('.') + 10)),
  'a header that was changed': bearer(({ token }) => changedAt(token, 4)),
  'a signature that was changed': bearer(({ token }) => changedAt(token, token.lastIndexOf('.') + 1)),
  'a signature that was cut': bearer(({ token }) => token.slice(0, -1)),
  'a token twice as long': bearer(({ token }) => token + token),
}

/** Every wrong way to say who one is. A new one is one more line above. */
export const WRONG_CREDENTIALS: readonly Credential[] = [
  ...Object.entries(missing).map(([name, header]) => ({ name, header, refusal: NO_TOKEN })),
  ...Object.entries(refused).map(([name, header]) => ({ name, header, refusal: REFUSED })),
]

function bearer(token: (genuine: Genuine) => string): HeaderFrom {
  return (genuine) => `Bearer ${token(genuine)}`
}

function withClaims(change: (ours: TokenParts, theirs: TokenParts) => object): HeaderFrom {
  return bearer(({ forge, parts, theirs }) =>
    forge.signed({ ...parts, claims: { ...parts.claims, ...change(parts, theirs) } }),
  )
}

function withHeader(change: (parts: TokenParts) => object): HeaderFrom {
  return bearer(({ forge, parts }) => forge.signed({ ...parts, header: { ...parts.header, ...change(parts) } }))
}

function withAlgorithm({ header, claims }: TokenParts, alg: string): TokenParts {
  return { header: { ...header, alg }, claims }
}

function changedAt(token: string, at: number): string {
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}
