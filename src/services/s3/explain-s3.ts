import { type ErrorCode, MlxError } from '../../errors/index.js';
import { networkError, serviceError } from '../service-error.js';
import type { Reach } from './reach.js';

interface Asked {
  readonly reach: Reach;
  readonly key: string;
  /** True when the beginning of the object had come already. */
  readonly reading?: boolean;
  /** What was tried, in a word. */
  readonly doing?: 'read' | 'write';
}

interface Meaning {
  readonly names: RegExp;
  readonly code: ErrorCode;
  readonly words: (shown: string, bucket: string, doing: string) => string;
  readonly hint: string;
}

const meanings: readonly Meaning[] = [
  {
    names: /^NoSuchBucket$/,
    code: 'source/not-there',
    words: (_, bucket) => `there is no bucket \`${bucket}\``,
    hint: 'Correct the name of the bucket, or `endpoint` and `region`',
  },
  {
    names: /^(NoSuchKey|NotFound|404)$/,
    code: 'source/not-there',
    words: (shown) => `there is no \`${shown}\``,
    hint: 'Correct the key; it must match letter for letter',
  },
  {
    names: /^PreconditionFailed$/,
    code: 'source/changed',
    words: (shown) => `\`${shown}\` changed while it was being read`,
    hint: 'Run again',
  },
  {
    names: /PermanentRedirect|TemporaryRedirect|IllegalLocation|AuthorizationHeaderMalformed|^301$/,
    code: 'source/not-there',
    words: (_, bucket) => `the bucket \`${bucket}\` is in another region`,
    hint: 'Set `region` to the one the bucket is in',
  },
  {
    names:
      /AccessDenied|Forbidden|^403$|InvalidAccessKeyId|SignatureDoesNotMatch|Expired|InvalidToken|Unauthorized/,
    code: 'source/refused',
    words: (shown, _, doing) => `it does not let these credentials ${doing} \`${shown}\``,
    hint: 'Check the keys, and that they may list the bucket and read (a registry: and write) its objects',
  },
  {
    names: /Credentials/,
    code: 'source/refused',
    words: () => 'no credentials were found to ask it with',
    hint: 'Give `access_key_id` and `secret_access_key`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  },
];

/** What a failure of S3 means. */
export async function explainS3(error: unknown, asked: Asked): Promise<MlxError> {
  if (error instanceof MlxError) return error;
  const { reach, key, reading = false, doing = 'read' } = asked;
  const { service, bucket } = reach;
  const network = networkError(service, error, reading);
  if (network !== undefined) return network;
  const name = await nameOf(error, reach);
  const meaning = meanings.find(({ names }) => names.test(name));
  if (meaning !== undefined) {
    const { code, words, hint } = meaning;
    const message = `${service.name}: ${words(`s3://${bucket}/${key}`, bucket, doing)}`;
    return serviceError(service, { code, message, hints: [hint], cause: error });
  }
  if (/Region is missing/.test(error instanceof Error ? error.message : '')) {
    const code = service.use === 'registry' ? 'registry/not-there' : 'data/source-incomplete';
    return new MlxError(code, 'Nothing says in which region the bucket is', {
      hints: ['Set `region` beside the bucket, or AWS_REGION'],
    });
  }
  return serviceError(service, {
    code: 'source/failed',
    message: `${service.name} failed to answer: ${name}`,
    hints: ['Run again later; look at the state of the service'],
    cause: error,
  });
}

/** A request for the head of an object is answered with a number only: whether the bucket is there must be asked. */
async function nameOf(error: unknown, { client, bucket }: Reach): Promise<string> {
  const name = error instanceof Error ? error.name : 'unknown';
  const status =
    error instanceof Error && '$metadata' in error
      ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
      : undefined;
  const plain = ['NotFound', 'UnknownError', 'Unknown', 'Forbidden', 'BadRequest'].includes(name);
  if (!plain || status === undefined) return name;
  if (status !== 404) return String(status);
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  return client.send(new HeadBucketCommand({ Bucket: bucket })).then(
    () => 'NoSuchKey',
    (inner: unknown) =>
      inner instanceof Error && /NotFound|NoSuchBucket|404/.test(inner.name)
        ? 'NoSuchBucket'
        : 'NoSuchKey',
  );
}
