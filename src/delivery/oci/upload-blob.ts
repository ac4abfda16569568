import { MlxError } from '../../errors/index.js';
import { mostAttempts, type RegistryClient } from './registry-client.js';

interface Upload {
  readonly digest: string;
  /** Another repository of the registry that may have the blob. */
  readonly mountFrom?: string;
  /** The most bytes of one request; proxies refuse large ones. */
  readonly chunk?: number;
}

/** Whether a blob lies in the repository. */
export async function hasBlob(client: RegistryClient, digest: string): Promise<boolean> {
  const url = client.url(`blobs/${digest}`);
  return (await client.ask(url, { method: 'HEAD', accepts: [404] })).ok;
}

/**
 * Sends a blob: in one request, or in several when it is larger than `chunk`, going on where the registry says it broke off; what
 * cannot go on begins anew. Answers false when the registry took it over from `mountFrom`.
 */
export async function uploadBlob(
  client: RegistryClient,
  bytes: Uint8Array,
  upload: Upload,
): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendBlob(client, bytes, upload);
    } catch (error) {
      if (!mayPass(error) || attempt + 1 >= mostAttempts) throw error;
      await client.pause(attempt);
      // It may have arrived, and only the answer was lost.
      if (await hasBlob(client, upload.digest)) return true;
    }
  }
}

async function sendBlob(
  client: RegistryClient,
  bytes: Uint8Array,
  { digest, mountFrom, chunk = mostBytes }: Upload,
): Promise<boolean> {
  const start = client.url('blobs/uploads/');
  if (mountFrom !== undefined) {
    start.searchParams.set('mount', digest);
    start.searchParams.set('from', mountFrom);
  }
  const begun = await client.ask(start, { method: 'POST' });
  if (begun.status === 201) return false;
  let at = { url: locationOf(begun, start), from: 0 };
  for (let stuck = 0; bytes.length - at.from > chunk; ) {
    const next = await sendChunk(client, bytes.subarray(at.from, at.from + chunk), at);
    stuck = next.from > at.from ? 0 : stuck + 1;
    if (stuck >= mostAttempts) throw noProgress(client);
    if (stuck > 0) await client.pause(stuck - 1);
    at = next;
  }
  at.url.searchParams.set('digest', digest);
  const headers = { 'content-type': octets };
  // Once: what arrived of a request that broke would be followed by all of it again.
  await client.ask(at.url, { method: 'PUT', body: bytes.subarray(at.from), headers, attempts: 1 });
  return true;
}

/** Where the next chunk goes. */
interface Position {
  readonly url: URL;
  readonly from: number;
}

async function sendChunk(
  client: RegistryClient,
  part: Uint8Array,
  { url, from }: Position,
): Promise<Position> {
  const headers = {
    'content-type': octets,
    'content-range': `${from}-${from + part.length - 1}`,
  };
  try {
    const answer = await client.ask(url, { method: 'PATCH', body: part, headers, attempts: 1 });
    return { url: locationOf(answer, url), from: endOf(answer) ?? from + part.length };
  } catch (error) {
    if (!mayPass(error)) throw error;
    const known = await client.ask(url, { accepts: [404] });
    // A registry that has dropped what arrived wants it all anew.
    if (!known.ok) throw error;
    return { url: locationOf(known, url), from: endOf(known) ?? 0 };
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof MlxError &&
    (error.code === 'image/failed' || error.code === 'image/unreachable')
  );
}

function noProgress({ place }: RegistryClient): MlxError {
  return new MlxError('image/failed', `\`${place.registry}\` takes no more of a blob`, {
    hints: ['Run again: what has arrived is not sent again'],
  });
}

const octets = 'application/octet-stream';
const mostBytes = 64 * 2 ** 20;

function locationOf(answer: Response, asked: URL): URL {
  return new URL(answer.headers.get('location') ?? asked, asked);
}

/** `Range: 0-1023` says what has arrived; the next byte is 1024. Nothing at all is `0-0` with some registries, one byte with none. */
function endOf(answer: Response): number | undefined {
  const end = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers.get('range') ?? '')?.[1];
  return end === undefined ? undefined : end === '0' ? 0 : Number(end) + 1;
}
