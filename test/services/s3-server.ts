import { env } from 'node:process';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  findProgram,
  freePort,
  removeFolder,
  ServerProcess,
  serverFolder,
} from './server-process.js';

const gateway = env['MLX_TEST_S3_SERVER'] ?? findProgram('versitygw');
const mock = findProgram('moto_server');

/** What answers: a real server (Versity's gateway, over a folder), or else a mock. */
export const s3Program = gateway === undefined ? 'moto' : 'versitygw';
export const s3Missing = gateway === undefined && mock === undefined;

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
  readonly get: (key: string) => Promise<string>;
  /** The keys there are below a prefix, in order. */
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  readonly kill: () => Promise<void>;
  /** Starts it again after it was killed, with all that was put into it. */
  readonly start: () => Promise<void>;
}

const keys = { access_key_id: 'reader', secret_access_key: 's3-s3cret/&?' };

/** With `strict` the server looks at the keys, and those in its `params` are wrong. */
export async function startS3({
  strict = false,
}: {
  readonly strict?: boolean;
} = {}): Promise<S3Server> {
  const port = await freePort();
  const folder = await serverFolder({});
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: keys.access_key_id, secretAccessKey: keys.secret_access_key },
  });
  const objects = new Map<string, string | Uint8Array>();
  const send = async (key: string, content: string | Uint8Array): Promise<void> => {
    await client.send(new PutObjectCommand({ Bucket: 'data', Key: key, Body: content }));
  };
  let server: ServerProcess;
  const start = async (): Promise<void> => {
    server = gateway === undefined ? startMock(port, strict) : startGateway(gateway, port, folder);
    await server.ready(() => fetch(endpoint));
    if (gateway !== undefined) return;
    // The mock keeps everything in memory.
    await client.send(new CreateBucketCommand({ Bucket: 'data' }));
    for (const [key, content] of objects) await send(key, content);
  };
  await start();
  if (gateway !== undefined) await client.send(new CreateBucketCommand({ Bucket: 'data' }));
  const wrong = strict && gateway !== undefined ? { secret_access_key: 'wr0ng' } : {};
  return {
    endpoint,
    params: { endpoint, ...keys, ...wrong },
    put: async (key, content) => {
      objects.set(key, content);
      await send(key, content);
    },
    get: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'data', Key: key }));
      return (await Body?.transformToString()) ?? '';
    },
    keys: async (prefix) => {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: 'data', Prefix: prefix }),
      );
      return Contents.map(({ Key = '' }) => Key).toSorted();
    },
    start,
    kill: () => server.kill(),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server.kill();
      await removeFolder(folder);
    },
  };
}

/** It lets two requests through, to see that it is there and to make the bucket, before it looks at keys, none of which it knows. */
function startMock(port: number, strict: boolean): ServerProcess {
  return new ServerProcess(mock ?? '', ['-H', '127.0.0.1', '-p', `${port}`], {
    env: { ...process.env, ...(strict && { INITIAL_NO_AUTH_ACTION_COUNT: '2' }) },
  });
}

function startGateway(program: string, port: number, folder: string): ServerProcess {
  const account = ['--access', keys.access_key_id, '--secret', keys.secret_access_key];
  return new ServerProcess(program, [
    ...['--port', `127.0.0.1:${port}`, ...account, '--quiet'],
    ...['posix', folder],
  ]);
}
