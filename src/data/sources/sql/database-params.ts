import type { Params } from '../../../contracts/params.js';
import { serviceParams, textParams } from '../source.js';

/** What rows of a database to read. */
export const rowParams = {
  table: {
    type: 'string',
    minLength: 1,
    description:
      'Table or view to read, in the order of its primary key; `schema.table` is understood',
  },
  query: {
    type: 'string',
    minLength: 1,
    description:
      'Query to read instead of a table; end it with ORDER BY, so that the order never varies',
  },
  incremental: {
    type: 'object',
    description:
      'Read only rows that are new or have changed since the last ingest, and add them to those read before',
    properties: {
      watermark: {
        type: 'string',
        minLength: 1,
        description:
          'Column that grows with every insert and update: rows from its greatest value so far on are read',
      },
      key: {
        type: ['string', 'array'],
        items: { type: 'string' },
        minLength: 1,
        minItems: 1,
        description:
          'Column or columns that tell rows apart and give their order; left out when rows are only ever added',
      },
    },
  },
  ...textParams,
} as const satisfies Params;

/** How to reach a database server. */
export const serverParams = {
  url: {
    type: 'string',
    minLength: 1,
    description:
      'Where the database is, such as `${env:DATABASE_URL}`; instead of the settings below',
  },
  host: { type: 'string', minLength: 1, description: 'Name or address of its machine' },
  port: { type: 'integer', minimum: 1, maximum: 65535, description: 'Port it listens on' },
  database: { type: 'string', minLength: 1, description: 'Name of the database' },
  user: { type: 'string', minLength: 1, description: 'Who reads' },
  password: { type: 'string', description: 'Password; best as `${env:NAME}` or `${file:PATH}`' },
  tls: {
    enum: ['off', 'on', 'unverified'],
    description:
      'Encryption: `on` holds the certificate of the server against `ca`; `unverified` does not',
  },
  ca: {
    type: 'string',
    minLength: 1,
    description:
      'PEM file of the authority that signed the certificate of the server, when it is not a public one',
  },
  timeout: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 15,
    description: 'Seconds to wait for the server to answer a new connection',
  },
  ...rowParams,
  watermark: {
    type: 'string',
    minLength: 1,
    description:
      'Column whose greatest value, or query whose answer, differs when the data has changed; without one the data is read again on every run',
  },
  ...serviceParams,
} as const satisfies Params;

/** How not to read a database on every run. */
export const noWatermark =
  'Add `watermark: COLUMN` to the source to read it when that has grown, or `refresh: once` to keep what was read';
