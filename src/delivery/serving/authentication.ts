import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServingMetrics } from './metrics.js';
import { Refusal } from './refusal.js';
import type { Caller, TokenReader } from './tokens.js';

/** What a caller may do. `admin` may everything. */
type Role = 'predict' | 'feedback' | 'metrics' | 'admin';

/** The keys a server knows, by the SHA-256 of each in hexadecimal; and what reads tokens. */
export interface Credentials {
  readonly keys: ReadonlyMap<string, Caller>;
  readonly tokens?: TokenReader;
}

/** What a route asks for: `predict` unless it is about labels or metrics. */
function roleFor({ routeOptions: { url } }: FastifyRequest): Role {
  if (url === '/metrics') return 'metrics';
  return url === '/feedback' ? 'feedback' : 'predict';
}

/** Refuses whoever has no key (401) or not the role a route asks for (403). Probes are open. */
export function addAuthentication(
  app: FastifyInstance,
  { keys, tokens }: Credentials,
  metrics: () => ServingMetrics,
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.visit.isProbe) return;
    const secret = secretOf(request);
    const known = secret === undefined ? undefined : keys.get(sha256(secret));
    const caller = known ?? (secret?.includes('.') === true ? await tokens?.(secret) : undefined);
    if (caller === undefined) {
      metrics().refused('unknown');
      reply.header('www-authenticate', 'Bearer');
      throw new Refusal(401, 'A key or token is needed that this server knows', {
        hint: 'Send it as `authorization: Bearer …` or `x-api-key: …`',
      });
    }
    request.visit.caller = caller;
    const role = roleFor(request);
    if (!caller.roles.includes(role) && !caller.roles.includes('admin')) {
      metrics().refused('role');
      throw new Refusal(403, `This needs the role \`${role}\``);
    }
  });
}

function secretOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  const [scheme, secret] = headers.authorization?.split(' ', 2) ?? [];
  return scheme?.toLowerCase() === 'bearer' ? secret : undefined;
}

/** SHA-256 in hexadecimal. Keys are long and random, so that a plain hash cannot be turned back. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
