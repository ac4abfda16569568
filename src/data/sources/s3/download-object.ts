import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainDiskError } from '../../../artifacts/explain-disk-error.js';
import type { Emit } from '../../../contracts/events.js';
import { explainS3 } from '../../../services/s3/explain-s3.js';
import type { Reach } from '../../../services/s3/reach.js';
import { isNetworkFault } from '../../../services/service-error.js';
import type { FoundObject } from './found-object.js';

interface Download extends Reach {
  readonly file: string;
  readonly emit: Emit | undefined;
}

/** Copies an object to a file; what breaks off goes on from there, as long as the object is still the same. */
export async function downloadObject(object: FoundObject, download: Download): Promise<void> {
  const { signal } = download;
  for (let attempt = 1; ; attempt++) {
    const from =
      attempt === 1 ? 0 : ((await stat(download.file).catch(() => undefined))?.size ?? 0);
    try {
      await copyFrom(from, object, download);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const broken = isNetworkFault(error) || isCutShort(error);
      if (!broken || attempt === attempts) {
        throw await explainS3(isCutShort(error) ? brokenOff(error) : explainDiskError(error), {
          reach: download,
          key: object.key,
          reading: true,
        });
      }
      await sleep(firstPause * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

const attempts = 4;
const firstPause = 300;

async function copyFrom(
  from: number,
  { key, etag, bytes }: FoundObject,
  { client, bucket, signal, file, emit }: Download,
): Promise<void> {
  if (from > 0 && from === bytes) return;
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const { Body } = await client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(etag !== '' && { IfMatch: etag }),
      ...(from > 0 && { Range: `bytes=${from}-` }),
    }),
    { abortSignal: signal },
  );
  if (!(Body instanceof Readable)) throw new TypeError('the client gave no stream');
  let [done, toldAt] = [from, performance.now()];
  Body.on('data', (chunk: Buffer) => {
    done += chunk.length;
    if (performance.now() - toldAt < tellEvery) return;
    toldAt = performance.now();
    emit?.({ type: 'progress', done, total: bytes, unit: 'bytes', label: `s3://${bucket}/${key}` });
  });
  await pipeline(Body, createWriteStream(file, { flags: from > 0 ? 'a' : 'w' }), { signal });
  if (done < bytes) throw brokenOff(undefined);
}

const tellEvery = 200;

function brokenOff(cause: unknown): Error {
  return Object.assign(new Error('the connection ended early', { cause }), { code: 'ECONNRESET' });
}

function isCutShort(error: unknown): boolean {
  return error instanceof Error && /aborted|premature|terminated|ended early/i.test(error.message);
}
