import type { S3Client } from '@aws-sdk/client-s3';
import type { Service } from '../service-error.js';

/** What is needed to ask a bucket. */
export interface Reach {
  readonly client: S3Client;
  readonly service: Service;
  readonly bucket: string;
  readonly signal: AbortSignal;
}
