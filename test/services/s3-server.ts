import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { findProgram, freePort, ServerProcess } from './server-process.js';

const program = findProgram('moto_server');
export const s3Missing = program === undefined;

/** A server that speaks S3, with one bucket, `data`. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** Params of a source that reads from it, with credentials. */
  readonly params: {
    readonly endpoint: string;
    readonly access_key_id: string;
    readonly secret_access_key: string;
  };
  readonly put: (key: string, content: string | Uint8Array) => Promise<void>;
  readonly kill: () => Promise<void>;
}

/** `allowed`: how many requests go through before credentials are looked at; all of them when left out. */
export async function startS3({ allowed }: { readonly allowed?: number } = {}): Promise<S3Server> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = new ServerProcess(program ?? '', ['-H', '127.0.0.1', '-p', `${port}`], {
    env: {
      ...process.env,
      ...(allowed !== undefined && { INITIAL_NO_AUTH_ACTION_COUNT: `${allowed}` }),
    },
  });
  await server.ready(() => fetch(`${endpoint}/moto-api/`));
  const keys = { access_key_id: 'reader', secret_access_key: 's3-s3cret/&?' };
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: keys.access_key_id, secretAccessKey: keys.secret_access_key },
  });
  await client.send(new CreateBucketCommand({ Bucket: 'data' }));
  return {
    endpoint,
    params: { endpoint, ...keys },
    put: async (key, content) => {
      await client.send(new PutObjectCommand({ Bucket: 'data', Key: key, Body: content }));
    },
    kill: () => server.kill(),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server.kill();
    },
  };
}
