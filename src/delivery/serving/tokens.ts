/** Who asks. */
export interface Caller {
  readonly name: string;
  readonly roles: readonly string[];
}

/** How tokens are signed, and what they have to carry. */
export interface TokenSettings {
  readonly secret?: string;
  /** PEM, SPKI. */
  readonly publicKey?: string;
  readonly algorithm: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** The claim with the roles: a list, or words with blanks between them. */
  readonly roles: string;
}

/** Whom a token is from; undefined when it is not signed right, is over, or is for somebody else. */
export type TokenReader = (token: string) => Promise<Caller | undefined>;

/** Reads JSON Web Tokens (RFC 7519). Only the one algorithm is taken, whatever a token says of itself. Throws for a key that is none. */
export async function tokenReader(settings: TokenSettings): Promise<TokenReader> {
  const { jwtVerify, importSPKI } = await import('jose');
  const { secret, publicKey, algorithm, issuer, audience, roles } = settings;
  const key =
    publicKey === undefined
      ? new TextEncoder().encode(secret)
      : await importSPKI(publicKey, algorithm);
  const expected = {
    algorithms: [algorithm],
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, expected);
      return { name: payload.sub ?? 'token', roles: rolesIn(payload[roles]) };
    } catch {
      return undefined;
    }
  };
}

function rolesIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((role) => typeof role === 'string') : [];
}
