import { answerError, networkError } from './answer-error.js';
import type { Credentials } from './credentials.js';
import type { ImageReference } from './reference.js';

interface Wish {
  readonly place: ImageReference;
  /** Such as `repository:team/model:pull,push`. */
  readonly scopes: readonly string[];
  readonly credentials: Credentials | undefined;
  readonly signal: AbortSignal;
}

/**
 * The header `Authorization` that a registry asks for with `WWW-Authenticate`: `Basic`, or `Bearer` with a token from its realm
 * (distribution.github.io/distribution/spec/auth/token), by OAuth 2 where the sign-in left a refresh token. Throws `image/refused`.
 */
export async function tokenFor(answer: Response, wish: Wish): Promise<string> {
  const { credentials, place } = wish;
  if (credentials?.bearer !== undefined) return `Bearer ${credentials.bearer}`;
  const asked = answer.headers.get('www-authenticate') ?? '';
  const realm = /^bearer\b/i.test(asked) ? challenge(asked, 'realm') : undefined;
  if (realm === undefined) {
    const basic = basicOf(credentials);
    if (basic === undefined) throw await answerError(answer, place);
    return basic;
  }
  await answer.body?.cancel();
  const service = challenge(asked, 'service');
  const response = await askRealm(new URL(realm), { ...wish, service });
  if (!response.ok) throw await answerError(response, place);
  return `Bearer ${tokenIn(await response.json())}`;
}

/** Older servers say `token`, OAuth 2 says `access_token`. */
function tokenIn(said: unknown): string {
  const { token, access_token: other = '' } = said as { token?: string; access_token?: string };
  return token ?? other;
}

async function askRealm(
  realm: URL,
  { credentials, place, service, scopes, signal }: Wish & { readonly service: string | undefined },
): Promise<Response> {
  const facts = { ...(service !== undefined && { service }) };
  try {
    if (credentials?.identityToken !== undefined) {
      const form = {
        ...{ grant_type: 'refresh_token', client_id: 'mlx', ...facts, scope: scopes.join(' ') },
        refresh_token: credentials.identityToken,
      };
      return await fetch(realm, { method: 'POST', body: new URLSearchParams(form), signal });
    }
    for (const [name, value] of Object.entries(facts)) realm.searchParams.set(name, value);
    for (const scope of scopes) realm.searchParams.append('scope', scope);
    const authorization = basicOf(credentials);
    return await fetch(realm, { signal, ...(authorization && { headers: { authorization } }) });
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(error, place);
  }
}

function basicOf(credentials: Credentials | undefined): string | undefined {
  if (credentials?.user === undefined) return undefined;
  const { user, password = '' } = credentials;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** RFC 9110, 11.6.1: `Bearer realm="…",service="…"`. */
function challenge(header: string, name: string): string | undefined {
  return new RegExp(`[\\s,]${name}="([^"]*)"`, 'i').exec(header)?.[1];
}
