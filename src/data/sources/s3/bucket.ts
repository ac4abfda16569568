import { join } from 'node:path';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import { s3ConnectionParams } from '../../../contracts/s3-connection.js';
import { MlxError } from '../../../errors/index.js';
import { s3Client, s3Secrets } from '../../../services/s3/client.js';
import { explainS3 } from '../../../services/s3/explain-s3.js';
import type { Reach } from '../../../services/s3/reach.js';
import { type Service, serviceError } from '../../../services/service-error.js';
import { asExpression } from '../files/find-files.js';
import { copyName } from '../services/read-copy.js';
import { type SourceWorld, type StateWorld, serviceParams } from '../source.js';
import { downloadObject } from './download-object.js';
import type { FoundObject } from './found-object.js';

export const s3Params = {
  url: {
    type: 'string',
    minLength: 1,
    description:
      'What to read, such as `s3://bucket/2026/*.csv`; `*` and `**` read every match, by name',
  },
  bucket: { type: 'string', minLength: 1, description: 'Bucket, instead of `url`' },
  key: {
    type: 'string',
    minLength: 1,
    description: 'Key in the bucket, with `*` and `**` as in `url`',
  },
  ...s3ConnectionParams,
  ...serviceParams,
} as const satisfies Params;

export type S3Params = typeof s3Params;

/** A bucket, as far as a source may look into it. */
export interface Bucket extends AsyncDisposable {
  readonly name: string;
  /** The objects asked for, by key. Throws when there is none. */
  readonly find: () => Promise<readonly FoundObject[]>;
  /** Copies an object into scratch and returns the path. */
  readonly download: (object: FoundObject, world: SourceWorld) => Promise<string>;
}

/** Gets ready to talk to a service; the first question shows whether it is there. */
export async function openBucket(
  values: ValuesOf<S3Params>,
  { signal }: StateWorld,
): Promise<Bucket> {
  const { bucket, pattern } = wantedObjects(values);
  requireWholeKeys(values);
  const client = await s3Client(values);
  const service: Service = {
    name: `S3 at ${values.endpoint ?? 'AWS'}`,
    secrets: s3Secrets(values),
  };
  const reach = { client, service, bucket, signal };
  return {
    name: bucket,
    find: () => findObjects(pattern, reach),
    download: async (object, world) => {
      const file = join(world.scratch, copyName(object.key));
      await downloadObject(object, { ...reach, file, emit: world.emit });
      return file;
    },
    [Symbol.asyncDispose]: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

function wantedObjects({ url, bucket, key }: ValuesOf<S3Params>): {
  readonly bucket: string;
  readonly pattern: string;
} {
  if (url === undefined && bucket !== undefined && key !== undefined)
    return { bucket, pattern: key };
  const [, host, path] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url ?? '') ?? [];
  if (host !== undefined && path !== undefined && bucket === undefined && key === undefined) {
    return { bucket: host, pattern: path };
  }
  throw new MlxError(
    'data/source-incomplete',
    'An S3 source names what it reads by `url`, or by `bucket` and `key`',
    {
      hints: ['Write the URL as `s3://bucket/key`'],
    },
  );
}

function requireWholeKeys({
  access_key_id: id,
  secret_access_key: secret,
}: ValuesOf<S3Params>): void {
  if ((id === undefined) === (secret === undefined)) return;
  throw new MlxError(
    'data/source-incomplete',
    '`access_key_id` and `secret_access_key` belong together',
    {
      hints: ['Give both, or neither to use what the environment says'],
    },
  );
}

async function findObjects(pattern: string, reach: Reach): Promise<readonly FoundObject[]> {
  try {
    return await (/[*?]/.test(pattern) ? listObjects(pattern, reach) : headOf(pattern, reach));
  } catch (error) {
    reach.signal.throwIfAborted();
    throw await explainS3(error, { reach, key: pattern });
  }
}

async function headOf(key: string, reach: Reach): Promise<readonly FoundObject[]> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const { ETag: etag = '', ContentLength: bytes = 0 } = await reach.client.send(
    new HeadObjectCommand({ Bucket: reach.bucket, Key: key }),
    { abortSignal: reach.signal },
  );
  return [{ key, etag, bytes }];
}

async function listObjects(pattern: string, reach: Reach): Promise<readonly FoundObject[]> {
  const { client, bucket, signal } = reach;
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  const expression = asExpression(pattern);
  const found: FoundObject[] = [];
  const query = { Bucket: bucket, Prefix: pattern.slice(0, pattern.search(/[*?]/)) };
  for await (const page of paginateListObjectsV2({ client }, query, { abortSignal: signal })) {
    for (const { Key: key = '', ETag: etag = '', Size: bytes = 0 } of page.Contents ?? []) {
      if (!key.endsWith('/') && expression.test(key)) found.push({ key, etag, bytes });
    }
  }
  if (found.length === 0) throw nothingMatches(pattern, reach);
  return found.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function nothingMatches(pattern: string, { service, bucket }: Reach): MlxError {
  return serviceError(service, {
    code: 'source/not-there',
    message: `No object matches \`s3://${bucket}/${pattern}\``,
    hints: ['Correct the pattern: `*` stays within one folder, `**` crosses them'],
  });
}
