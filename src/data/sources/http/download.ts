import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emit } from '../../../contracts/events.js';
import type { MlxError } from '../../../errors/index.js';
import { interrupted, isNetworkFault, networkError } from '../../../services/service-error.js';
import { GrowingFile } from '../files/growing-file.js';
import type { Answer } from './answer.js';
import type { Asker } from './request.js';

/** A file that was fetched. */
export interface Fetched {
  readonly file: string;
  readonly contentType: string;
  /** Whether the service gave something that tells one state of it from another. */
  readonly vouched: boolean;
}

/** What is kept beside a file, to ask whether it still holds and to go on where it broke off. No address, no secret. */
interface Kept {
  readonly etag?: string;
  readonly lastModified?: string;
  readonly contentType: string;
}

export interface DownloadRequest {
  readonly asker: Asker;
  readonly url: URL;
  /** Where fetched files are kept from run to run. */
  readonly folder: string;
  readonly attempts: number;
  readonly pauseSeconds: number;
  readonly shown: string;
  readonly emit: Emit | undefined;
}

/**
 * Fetches a file into the cache. One that is there is fetched again only if it has changed; one that broke off, in this
 * run or an earlier one, goes on from there if it has not.
 */
export async function download(request: DownloadRequest): Promise<Fetched> {
  const { asker, url, folder } = request;
  await mkdir(folder, { recursive: true });
  const base = join(folder, keyOf(url));
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(base, request);
    } catch (error) {
      asker.signal.throwIfAborted();
      if (!isNetworkFault(error) && !isCutShort(error)) throw error;
      if (attempt >= request.attempts) throw networkOrCut(error, asker);
      await sleep(request.pauseSeconds * 1000 * 2 ** attempt, undefined, { signal: asker.signal });
    }
  }
}

function networkOrCut(error: unknown, { service }: Asker): MlxError {
  const network = isCutShort(error) ? undefined : networkError(service, error, true);
  return network ?? interrupted(service, error);
}

async function fetchOnce(base: string, request: DownloadRequest): Promise<Fetched> {
  const { asker, url } = request;
  const whole = await keptBeside(`${base}.body`);
  const part = await keptBeside(`${base}.part`);
  const from = canResume(part) ? await sizeOf(`${base}.part`) : 0;
  const resume = part !== undefined && from > 0 ? resumeHeaders(part, from) : undefined;
  // Before anything is asked, so that nothing keeps an answer waiting.
  if (resume === undefined) await rm(`${base}.part`, { force: true });
  const headers = resume ?? conditionalHeaders(whole);
  const answer = await asker.ask(url, { headers, accepts: [304, 416] });
  if (answer.status === 304) {
    await answer.drop();
    return { file: `${base}.body`, contentType: whole?.contentType ?? '', vouched: true };
  }
  if (answer.status === 416) {
    // What is there is as long as the whole or longer: it is another file by now.
    await answer.drop();
    await rm(`${base}.part`, { force: true });
    return fetchOnce(base, request);
  }
  return await take(answer, { base, from, request });
}

interface Taking {
  readonly base: string;
  readonly from: number;
  readonly request: DownloadRequest;
}

async function take(answer: Answer, { base, from, request }: Taking): Promise<Fetched> {
  const start = answer.status === 206 ? rangeStart(answer) : 0;
  const appending = start > 0 && start === from;
  const part = `${base}.part`;
  const kept = keptOf(answer);
  // In an order that leaves no bytes beside facts of other bytes, wherever this process may be killed.
  if (!appending && from > 0) await rm(part, { force: true });
  await writeFile(`${part}.json`, JSON.stringify(kept));
  const done = appending ? start : 0;
  const total = totalOf(answer, done);
  const mode = appending ? 'append' : 'anew';
  const written = await write(answer, { ...request, file: part, mode, done, total });
  if (total !== undefined && written < total) throw new CutShort();
  await keep(base);
  const { contentType, etag, lastModified } = kept;
  return { file: `${base}.body`, contentType, vouched: (etag ?? lastModified) !== undefined };
}

function totalOf(answer: Answer, done: number): number | undefined {
  const expected = lengthOf(answer);
  return expected === undefined ? undefined : done + expected;
}

/** Puts what has come in the place of what was there. */
async function keep(base: string): Promise<void> {
  await rm(`${base}.body.json`, { force: true });
  await rename(`${base}.part`, `${base}.body`);
  await rename(`${base}.part.json`, `${base}.body.json`);
}

interface Writing extends DownloadRequest {
  readonly file: string;
  readonly mode: 'append' | 'anew';
  readonly done: number;
  readonly total: number | undefined;
}

/** Writes what comes, and returns how many bytes there are then. What has come is kept when it breaks off. */
async function write(answer: Answer, writing: Writing): Promise<number> {
  const { asker, total, emit, shown, file, mode } = writing;
  await using target = await GrowingFile.open(file, mode);
  let [done, toldAt] = [writing.done, performance.now()];
  for await (const chunk of answer.body()) {
    asker.signal.throwIfAborted();
    await target.write(chunk);
    done += chunk.length;
    if (performance.now() - toldAt < tellEvery) continue;
    toldAt = performance.now();
    const event = { type: 'progress', done, unit: 'bytes', label: shown } as const;
    emit?.(total === undefined ? event : { ...event, total });
  }
  return done;
}

const tellEvery = 200;

class CutShort extends Error {}

function isCutShort(error: unknown): boolean {
  return (
    error instanceof CutShort || (error instanceof TypeError && /terminated/.test(error.message))
  );
}

/** Names a file by its whole address: two queries are two files. */
export function keyOf(url: URL): string {
  return createHash('sha256').update(url.href).digest('hex').slice(0, 32);
}

async function keptBeside(file: string): Promise<Kept | undefined> {
  try {
    await stat(file);
    return JSON.parse(await readFile(`${file}.json`, 'utf8')) as Kept;
  } catch {
    return undefined; // Absent or damaged: it is fetched as if for the first time.
  }
}

function keptOf({ headers }: Answer): Kept {
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
  return {
    ...(etag !== null && { etag }),
    ...(lastModified !== null && { lastModified }),
    contentType: headers.get('content-type') ?? '',
  };
}

/** A weak tag stands for the same meaning, not for the same bytes. */
function canResume(part: Kept | undefined): boolean {
  if (part?.etag !== undefined) return !part.etag.startsWith('W/');
  return part?.lastModified !== undefined;
}

function resumeHeaders(
  { etag, lastModified }: Kept,
  from: number,
): Readonly<Record<string, string>> {
  return { range: `bytes=${from}-`, 'if-range': etag ?? lastModified ?? '' };
}

function conditionalHeaders(whole: Kept | undefined): Readonly<Record<string, string>> {
  if (whole?.etag !== undefined) return { 'if-none-match': whole.etag };
  return whole?.lastModified === undefined ? {} : { 'if-modified-since': whole.lastModified };
}

function rangeStart({ headers }: Answer): number {
  return Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? 0);
}

function lengthOf({ headers }: Answer): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : Number(length);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
