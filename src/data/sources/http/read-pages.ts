import type { Emit } from '../../../contracts/events.js';
import type { ValuesOf } from '../../../contracts/params.js';
import type { MlxError } from '../../../errors/index.js';
import { interrupted, networkError, serviceError } from '../../../services/service-error.js';
import { GrowingFile } from '../files/growing-file.js';
import type { Answer } from './answer.js';
import type { httpParams } from './http-params.js';
import { recordTexts, valueAt } from './json-records.js';
import type { Asker } from './request.js';

type Paging = NonNullable<ValuesOf<typeof httpParams>['paging']>;

export interface PagesRequest {
  readonly asker: Asker;
  readonly url: URL;
  readonly paging: Paging;
  readonly records: string | undefined;
  /** Where the records go, one a line. */
  readonly file: string;
  readonly shown: string;
  readonly emit: Emit | undefined;
}

/** Fetches page after page and writes all their records to a file, each as the text it was. */
export async function readPages(request: PagesRequest): Promise<void> {
  const { shown, emit } = request;
  await using target = await GrowingFile.open(request.file);
  let rows = 0;
  for await (const records of pages(request)) {
    if (records.length === 0) continue;
    await target.write(`${records.join('\n')}\n`);
    rows += records.length;
    emit?.({ type: 'progress', done: rows, unit: 'rows', label: shown });
  }
}

/** The records of each page. */
async function* pages(request: PagesRequest): AsyncGenerator<readonly string[]> {
  const { asker, paging } = request;
  const way = request.records?.split('.') ?? [];
  let url: URL | undefined = firstPage(request.url, paging);
  for (let number = 0; url !== undefined; number++) {
    if (number >= (paging.most ?? mostPages)) throw endless(request);
    const answer = await asker.ask(url, { headers: { accept: 'application/json' } });
    const text = await textOf(answer, asker);
    const page = parsed(text, request);
    const records = recordTexts(text, way);
    if (records === undefined) throw noRecords(request, page);
    yield records;
    const current: Page = { url, page, number, count: records.length, headers: answer.headers };
    const next = nextPage(current, request);
    if (next?.href === url.href) throw endless(request);
    url = next;
  }
}

const mostPages = 10_000;

function firstPage(url: URL, { by, param = 'page', first = 1, size_param, size }: Paging): URL {
  const page = new URL(url);
  if (size_param !== undefined && size !== undefined) page.searchParams.set(size_param, `${size}`);
  if (by === 'page') page.searchParams.set(param, `${first}`);
  return page;
}

interface Page {
  readonly url: URL;
  readonly page: unknown;
  readonly number: number;
  readonly count: number;
  readonly headers: Headers;
}

function nextPage(current: Page, request: PagesRequest): URL | undefined {
  const { by = 'link', param } = request.paging;
  if (by === 'page') return countedPage(current, request.paging);
  const pointer = pointerIn(current, request);
  if (pointer === undefined) return undefined;
  if (by === 'cursor') return withParam(current.url, param ?? 'cursor', pointer);
  const next = new URL(pointer, current.url);
  if (next.origin === current.url.origin) return next;
  throw serviceError(request.asker.service, {
    code: 'source/answer',
    message: `${request.shown}: the next page would be on another host, ${next.origin}`,
    hints: ['Read that host with a source of its own'],
  });
}

function countedPage(
  { url, number, count }: Page,
  { param = 'page', first = 1, size = 1 }: Paging,
): URL | undefined {
  return count < size ? undefined : withParam(url, param, `${first + number + 1}`);
}

/** What an answer says of the page after it; undefined at the last. */
function pointerIn({ headers, page }: Page, request: PagesRequest): string | undefined {
  const { by = 'link', path = '' } = request.paging;
  const found = by === 'link' ? linkedNext(headers) : valueAt(page, path.split('.'));
  if ([undefined, null, '', false].includes(found as undefined)) return undefined;
  if (typeof found === 'string' || typeof found === 'number') return `${found}`;
  throw noPointer(request);
}

function withParam(url: URL, name: string, value: string): URL {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next;
}

/** The address that the header `Link` names as the next (RFC 8288). */
function linkedNext(headers: Headers): string | undefined {
  for (const [, target, about = ''] of (headers.get('link') ?? '').matchAll(
    /<([^>]*)>((?:[^,<"]|"[^"]*")*)/g,
  )) {
    if (/;\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:;|$)/i.test(about)) return target;
  }
  return undefined;
}

async function textOf(answer: Answer, { service, signal }: Asker): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of answer.body()) chunks.push(chunk);
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(service, error, true) ?? interrupted(service, error);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function parsed(text: string, { shown, asker }: PagesRequest): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw serviceError(asker.service, {
      code: 'source/answer',
      message: `${shown} does not answer in JSON, and only JSON has pages`,
      hints: ['Look at the answer with `curl`', 'Leave `paging` out to read a file'],
    });
  }
}

function noRecords({ shown, records, asker }: PagesRequest, page: unknown): MlxError {
  const keys = typeof page === 'object' && page !== null ? Object.keys(page).slice(0, 20) : [];
  const where = records === undefined ? 'The answer' : `\`records: ${records}\` of the answer`;
  return serviceError(asker.service, {
    code: 'source/answer',
    message: `${where} of ${shown} is no list`,
    hints: [
      keys.length === 0 || Array.isArray(page)
        ? 'Look at the answer with `curl`'
        : `Set \`records\` to the way to the list; at the top there are: ${keys.join(', ')}`,
    ],
  });
}

function noPointer({ shown, paging, asker }: PagesRequest): MlxError {
  return serviceError(asker.service, {
    code: 'source/answer',
    message: `${shown}: what lies at \`paging.path: ${paging.path ?? ''}\` leads to no page`,
    hints: ['Correct `path`: it must lead to an address or a token'],
  });
}

function endless({ shown, asker }: PagesRequest): MlxError {
  return serviceError(asker.service, {
    code: 'source/answer',
    message: `The pages of ${shown} do not come to an end`,
    hints: ['Check `paging`; raise `most` if there really are so many'],
  });
}
