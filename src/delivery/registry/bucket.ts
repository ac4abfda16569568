import type * as Sdk from '@aws-sdk/client-s3';
import { MlxError } from '../../errors/index.js';
import { type S3Connection, s3Client, s3Secrets } from '../../services/s3/client.js';
import { explainS3 } from '../../services/s3/explain-s3.js';

/** Where a registry lies in a bucket. */
export interface BucketPlace {
  /** `s3://bucket/prefix`. */
  readonly url: string;
  readonly connection: S3Connection;
}

/** An object as a listing shows it. */
interface ListedObject {
  /** Below the prefix. */
  readonly path: string;
  readonly changed: Date;
}

/** The objects below one prefix of a bucket. Every method throws what went wrong as `registry/…`. */
export class Bucket {
  readonly place: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #connection: S3Connection;
  #client: Promise<Sdk.S3Client> | undefined;
  #hasConditions: Promise<void> | undefined;

  /** Asks nothing yet. Throws `registry/incomplete`. */
  constructor({ url, connection }: BucketPlace) {
    const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(url) ?? [];
    if (bucket === undefined) {
      throw new MlxError('registry/incomplete', `\`${url}\` is no place for a registry`, {
        hints: ['Write `s3://bucket/prefix`'],
      });
    }
    const { access_key_id: id, secret_access_key: secret } = connection;
    if ((id === undefined) !== (secret === undefined)) {
      const message = '`access_key_id` and `secret_access_key` of the registry belong together';
      throw new MlxError('registry/incomplete', message, {
        hints: ['Give both, or neither to use what the environment says'],
      });
    }
    this.place = `s3://${[bucket, prefix].filter(Boolean).join('/')}`;
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.#connection = connection;
  }

  /** Folders and objects right below a folder, by name. */
  async names(folder: string): Promise<readonly string[]> {
    const below = `${this.#prefix}${folder}/`;
    const names: string[] = [];
    await this.#asked(folder, async (client, { paginateListObjectsV2 }) => {
      const query = { Bucket: this.#bucket, Prefix: below, Delimiter: '/' };
      for await (const page of paginateListObjectsV2({ client }, query)) {
        for (const { Key = '' } of page.Contents ?? []) names.push(Key.slice(below.length));
        for (const { Prefix = '' } of page.CommonPrefixes ?? [])
          names.push(Prefix.slice(below.length, -1));
      }
    });
    return names.filter((name) => name !== '');
  }

  /** All objects below a folder, whatever lies between. */
  async below(folder: string): Promise<readonly ListedObject[]> {
    const found: ListedObject[] = [];
    await this.#asked(folder, async (client, { paginateListObjectsV2 }) => {
      const query = { Bucket: this.#bucket, Prefix: `${this.#prefix}${folder}/` };
      for await (const page of paginateListObjectsV2({ client }, query)) {
        for (const { Key = '', LastModified: changed = new Date() } of page.Contents ?? []) {
          found.push({ path: Key.slice(this.#prefix.length), changed });
        }
      }
    });
    return found;
  }

  /** The bytes of an object, or undefined when there is none. */
  async read(path: string): Promise<Uint8Array | undefined> {
    return this.#asked(path, async (client, { GetObjectCommand }) => {
      const query = { Bucket: this.#bucket, Key: this.#prefix + path };
      try {
        const { Body } = await client.send(new GetObjectCommand(query));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        if (error instanceof Error && /checksum mismatch/i.test(error.message)) {
          throw spoilt(`${this.place}/${path}`, error);
        }
        throw error;
      }
    });
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.#asked(
      path,
      async (client, { PutObjectCommand }) => {
        await client.send(
          new PutObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + path, Body: bytes }),
        );
      },
      'write',
    );
  }

  /**
   * Writes an object unless there is one; false then. A service that would overwrite it is found out before the first time:
   * `registry/no-conditions`.
   */
  async create(path: string, text: string): Promise<boolean> {
    this.#hasConditions ??= this.#probe();
    await this.#hasConditions;
    const isNew = await this.#put(path, text);
    // An answer that was lost on the way makes the client ask again, and then it is its own object that is there.
    return isNew || (await this.#isOurs(path, text));
  }

  async remove(path: string): Promise<void> {
    await this.#asked(
      path,
      async (client, { DeleteObjectCommand }) => {
        await client.send(
          new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + path }),
        );
      },
      'write',
    );
  }

  async #isOurs(path: string, text: string): Promise<boolean> {
    const there = await this.read(path);
    return there !== undefined && Buffer.from(there).toString('utf8') === text;
  }

  /** False when the condition did not hold. */
  async #put(path: string, text: string): Promise<boolean> {
    return this.#asked(
      path,
      async (client, { PutObjectCommand }) => {
        const object = { Bucket: this.#bucket, Key: this.#prefix + path, Body: text };
        for (let attempt = 1; ; attempt++) {
          try {
            await client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
            return true;
          } catch (error) {
            const status = statusOf(error);
            if (status === 412) return false;
            // Two at the same time, says AWS, and one of them is to ask again.
            if (status !== 409 || attempt === mostConflicts) throw error;
          }
        }
      },
      'write',
    );
  }

  /** Of two writes that must not overwrite, the second has to be refused. Where the object is from earlier, the first is. */
  async #probe(): Promise<void> {
    const path = '.mlx-probe';
    const text = 'mlx looks here whether this bucket has conditional writes\n';
    try {
      if (!(await this.#put(path, text)) || !(await this.#put(path, text))) return;
    } catch (error) {
      const status = error instanceof MlxError ? statusOf(error.cause) : undefined;
      if (status !== 501 && status !== 400) throw error;
    }
    throw new MlxError(
      'registry/no-conditions',
      `${this.#service().name} has no conditional writes: two people could overwrite each other in \`${this.place}\``,
      {
        hints: [
          'Use a service that honours `If-None-Match: *`, such as AWS S3, MinIO, Cloudflare R2 or Versity',
          'Or keep the registry in a folder: `registry: { path: FOLDER }`',
        ],
      },
    );
  }

  async #asked<Answer>(
    path: string,
    ask: (client: Sdk.S3Client, sdk: typeof Sdk) => Promise<Answer>,
    doing: 'read' | 'write' = 'read',
  ): Promise<Answer> {
    this.#client ??= s3Client(this.#connection);
    const [client, sdk] = await Promise.all([this.#client, import('@aws-sdk/client-s3')]);
    try {
      return await ask(client, sdk);
    } catch (error) {
      const { signal } = new AbortController();
      const reach = { client, service: this.#service(), bucket: this.#bucket, signal };
      if (error instanceof MlxError) throw error;
      const told = await explainS3(error, { reach, key: this.#prefix + path, doing });
      throw new MlxError(told.code, told.message, { hints: told.hints, cause: error });
    }
  }

  #service(): {
    readonly name: string;
    readonly secrets: readonly string[];
    readonly use: 'registry';
  } {
    const { endpoint } = this.#connection;
    return {
      name: `S3 at ${endpoint ?? 'AWS'}`,
      secrets: s3Secrets(this.#connection),
      use: 'registry',
    };
  }
}

const mostConflicts = 20;

/** The store itself knows what an object should be, and it is something else. */
function spoilt(object: string, cause: Error): MlxError {
  return new MlxError('registry/damaged', `\`${object}\` is not what was written there`, {
    hints: ['Restore the object from a backup or from the versions that the bucket keeps'],
    cause,
  });
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && '$metadata' in error
    ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
    : undefined;
}
