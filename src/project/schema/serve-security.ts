import type { JSONSchema } from 'json-schema-to-ts';

/** Who may ask a server what, how often, and how the line is protected. */
export const serveSecuritySchema = {
  type: 'object',
  description: 'Who may ask what. Without keys and tokens everybody who reaches the port may',
  additionalProperties: false,
  default: {},
  properties: {
    keys: {
      type: 'array',
      default: [],
      description: 'API keys, by their hash; `mlx serve --new-key NAME` makes one',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'sha256'],
        properties: {
          name: {
            type: 'string',
            minLength: 1,
            description: 'How logs call whoever holds the key',
          },
          sha256: {
            type: 'string',
            pattern: '^[0-9a-f]{64}$',
            description: 'SHA-256 of the key, in hexadecimal: the key itself is kept nowhere',
          },
          roles: {
            type: 'array',
            default: ['predict'],
            description: 'What the key is good for; `admin` is all of it',
            items: { enum: ['predict', 'feedback', 'metrics', 'admin'] },
          },
        },
      },
    },
    jwt: {
      type: 'object',
      description: 'JSON Web Tokens that are taken as well as keys',
      additionalProperties: false,
      properties: {
        secret: {
          type: 'string',
          minLength: 32,
          description: 'Shared secret (HS256), such as `${env:JWT_SECRET}`',
        },
        public_key: {
          type: 'string',
          description: 'Public key in PEM (SPKI), such as `${file:issuer.pem}`',
        },
        algorithm: {
          enum: ['HS256', 'RS256', 'ES256', 'EdDSA'],
          description:
            'How tokens are signed; default: HS256 with a secret, RS256 with a public key',
        },
        issuer: { type: 'string', description: 'The `iss` that tokens have to carry' },
        audience: { type: 'string', description: 'The `aud` that tokens have to carry' },
        roles: {
          type: 'string',
          default: 'roles',
          description: 'The claim that lists roles, as those of keys',
        },
      },
    },
    tls: {
      type: 'object',
      description: 'HTTPS in place of HTTP',
      additionalProperties: false,
      required: ['cert', 'key'],
      properties: {
        cert: { type: 'string', description: 'File with the certificate and its chain (PEM)' },
        key: { type: 'string', description: 'File with the private key (PEM)' },
        client_ca: {
          type: 'string',
          description:
            'File with the authority that signs clients (PEM): others are refused (mTLS)',
        },
      },
    },
    rate: {
      type: 'object',
      description:
        'How often one key, or one address without a key, may ask, over all workers together',
      additionalProperties: false,
      required: ['per_minute'],
      properties: {
        per_minute: { type: 'number', exclusiveMinimum: 0, description: 'Requests in a minute' },
        burst: {
          type: 'integer',
          minimum: 1,
          default: 20,
          description: 'Requests that may come at once',
        },
      },
    },
    cors: {
      type: 'array',
      default: [],
      items: { type: 'string' },
      description: 'Origins whose pages may ask, such as `https://shop.example`; none by default',
    },
  },
} as const satisfies JSONSchema;
