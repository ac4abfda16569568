import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { ValuesOf } from '../../contracts/params.js';
import type { s3ConnectionParams } from '../../contracts/s3-connection.js';

type Written = ValuesOf<typeof s3ConnectionParams>;

export type S3Connection = Partial<Omit<Written, 'timeout'>> & Pick<Written, 'timeout'>;

/** A client for a service that speaks S3; the first request shows whether it is there. Keys that were left out are searched where AWS searches. */
export async function s3Client(connection: S3Connection): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  return new Client(configOf(connection));
}

/** What must not be seen of a connection. */
export function s3Secrets({ secret_access_key, session_token }: S3Connection): readonly string[] {
  return [secret_access_key, session_token].filter((text) => text !== undefined);
}

function configOf(values: S3Connection): S3ClientConfig {
  const { endpoint, region, access_key_id: id, secret_access_key: secret } = values;
  const where = region ?? (endpoint === undefined ? undefined : 'us-east-1');
  const token = values.session_token;
  return {
    ...(where !== undefined && { region: where }),
    ...(endpoint !== undefined && {
      endpoint,
      // Checksums that S3 has added lately are unknown to many who speak it.
      requestChecksumCalculation: 'WHEN_REQUIRED',
    }),
    forcePathStyle: values.force_path_style ?? endpoint !== undefined,
    ...(id !== undefined &&
      secret !== undefined && {
        credentials: {
          accessKeyId: id,
          secretAccessKey: secret,
          ...(token !== undefined && { sessionToken: token }),
        },
      }),
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: values.timeout * 1000,
      requestTimeout: values.timeout * 1000,
      throwOnRequestTimeout: true,
    },
  };
}
