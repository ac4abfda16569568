import type { Params } from '../../../contracts/params.js';
import { serviceParams } from '../source.js';

export const httpParams = {
  url: { type: 'string', minLength: 1, description: 'Address to read, `https://…` or `http://…`' },
  headers: {
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Headers to send, such as `{ X-Api-Key: "${env:KEY}" }`',
  },
  auth: {
    type: 'object',
    description: 'Who asks: a `bearer` token, or `user` and `password`',
    properties: {
      bearer: { type: 'string', minLength: 1, description: 'Token, such as `${env:TOKEN}`' },
      user: { type: 'string', minLength: 1, description: 'User of basic authentication' },
      password: { type: 'string', description: 'Password of that user, such as `${env:PASSWORD}`' },
    },
  },
  records: {
    type: 'string',
    minLength: 1,
    description: 'Way to the list of objects in a JSON answer, such as `result.items`',
  },
  paging: {
    type: 'object',
    description: 'How to get from one page of a JSON answer to the next',
    properties: {
      by: {
        enum: ['link', 'url', 'cursor', 'page'],
        description:
          '`link`: the header `Link` with rel="next"; `url`: an address in the answer; `cursor`: a token in the answer; `page`: counting',
      },
      path: {
        type: 'string',
        minLength: 1,
        description:
          'Way to the address or token of the next page in the answer; at the last page nothing is there',
      },
      param: {
        type: 'string',
        minLength: 1,
        description:
          'Name in the address that takes the token (`cursor` when left out) or number (`page`)',
      },
      first: {
        type: 'integer',
        minimum: 0,
        description: 'Number of the first page; 1 when left out',
      },
      size_param: {
        type: 'string',
        minLength: 1,
        description: 'Name in the address that takes `size`',
      },
      size: { type: 'integer', minimum: 1, description: 'Records to ask for at a time' },
      most: {
        type: 'integer',
        minimum: 1,
        description: 'Pages after which to give up; 10000 when left out',
      },
    },
  },
  timeout: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 30,
    description: 'Seconds without a byte after which a request is given up',
  },
  retries: {
    type: 'integer',
    minimum: 0,
    default: 4,
    description:
      'How often to try again after a passing failure (no connection, status 429 or 5xx)',
  },
  retry_delay: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 0.5,
    description:
      'Seconds before the first new attempt; doubled for each further one. `Retry-After` goes before',
  },
  ...serviceParams,
} as const satisfies Params;
