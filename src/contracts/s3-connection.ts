import type { Params } from './params.js';

/** How a service that speaks S3 is reached: for sources and for registries. */
export const s3ConnectionParams = {
  endpoint: {
    type: 'string',
    minLength: 1,
    description:
      'Address of the service when it is not AWS, such as `https://minio.example.com:9000`',
  },
  region: {
    type: 'string',
    minLength: 1,
    description: 'Region of the bucket; otherwise as the environment says',
  },
  force_path_style: {
    type: 'boolean',
    description:
      'Whether the bucket stands in the path rather than the host name; true when `endpoint` is given',
  },
  access_key_id: {
    type: 'string',
    minLength: 1,
    description:
      'Key to sign with, such as `${env:KEY_ID}`; left out, the usual places of AWS are searched',
  },
  secret_access_key: {
    type: 'string',
    minLength: 1,
    description: 'Its secret, such as `${env:SECRET}`',
  },
  session_token: {
    type: 'string',
    minLength: 1,
    description: 'Token that goes with temporary keys',
  },
  timeout: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 30,
    description: 'Seconds without an answer after which a request is given up',
  },
} as const satisfies Params;
